// SPDX-License-Identifier: Apache-2.0

/// One neuron's products with the points over one step of flow: in one pattern h_k(s) = C_k + A_ks + B_ks² + E_ks³.
///
/// Eight points at a time. Padded ones stand still on the active side.
struct NeuronPath {
  struct Tile {
    var constant: Lanes
    var linear: Lanes
    var square: Lanes
    var cube: Lanes
    /// +1 where active, −1 elsewhere.
    var side: Lanes

    @inline(__always)
    func value(_ s: Double) -> Lanes {
      constant + s * (linear + s * (square + s * cube))
    }

    /// Stands still where it is at s.
    fileprivate mutating func stop(at s: Double) {
      constant = value(s)
      (linear, square, cube) = (.zero, .zero, .zero)
    }

    /// Which points are on the other side at s.
    @inline(__always)
    func isAcross(_ s: Double) -> SIMDMask<SIMD8<Int64>> { (side .> 0) .^ (value(s) .> 0) }
  }

  /// A, B and E of some neurons at a step's beginning (n×g each).
  struct Coefficients {
    let linear: Matrix
    let square: Matrix
    let cube: Matrix

    var areFinite: Bool {
      [linear, square, cube].allSatisfy { $0.storage.allSatisfy(\.isFinite) }
    }
  }

  private(set) var tiles: [Tile]
  private let points: Int
  let size: Double

  /// - Parameters:
  ///   - h: H at the beginning (n×m).
  ///   - column: the neuron's in the coefficients.
  init(_ h: Matrix, neuron j: Int, coefficients: Coefficients, column: Int, size: Double) {
    self.size = size
    let n = h.rows
    points = n
    let place = column * n
    let (linear, square, cube) = (
      coefficients.linear.storage, coefficients.square.storage, coefficients.cube.storage
    )
    tiles = h.storage.withUnsafeBufferPointer { h in
      LaneReader.read(linear, square, cube) { linear, square, cube in
        (0..<(n + 7) / 8).map { k in
          let width = min(8, n - 8 * k)
          var constant = h.lanes(j * n + 8 * k, width)
          for lane in width..<8 { constant[lane] = 1 }
          return Tile(
            constant: constant, linear: linear.lanes(place + 8 * k, width),
            square: square.lanes(place + 8 * k, width), cube: cube.lanes(place + 8 * k, width),
            side: Lanes(repeating: -1).replacing(with: 1, where: constant .> 0))
        }
      }
    }
  }

  /// The place where a point changes side.
  struct Kink {
    let time: Double
    let point: Int
  }

  @inline(__always)
  func isActive(_ point: Int) -> Bool { tiles.numbers(of: point).side > 0 }

  /// Whether a point is on the other side at s.
  @inline(__always)
  func isAcross(_ point: Int, at s: Double) -> Bool {
    isActive(point) != (cubic(point).value(s) > 0)
  }

  /// Where the points that change side before the end do so, by their slopes at the beginning; the latest first.
  func likelyKinks() -> [Kink] {
    var kinks: [Kink] = []
    for (k, tile) in tiles.enumerated() {
      let crosses = tile.isAcross(size)
      if Lanes.zero.replacing(with: 1, where: crosses).sum() == 0 { continue }
      let times = -tile.constant / tile.linear
      for lane in 0..<min(8, points - 8 * k) where crosses[lane] {
        // Where the slope leads astray the end is as good as any place: what matters is found afterwards.
        let time = times[lane] > 0 ? min(times[lane], size) : size
        kinks.append(Kink(time: time, point: 8 * k + lane))
      }
    }
    kinks.sort { $0.time > $1.time }
    return kinks
  }

  /// Some point but those left out that changes side before the end and has done so at s.
  func pointAcross(_ s: Double, but others: [Int] = []) -> Int? {
    var count = Lanes.zero
    for tile in tiles { count.replace(with: count + 1, where: tile.isAcross(s)) }
    if count.sum() == 0 { return nil }
    for (k, tile) in tiles.enumerated() {
      let isAcross = tile.isAcross(s) .& tile.isAcross(size)
      for lane in 0..<min(8, points - 8 * k)
      where isAcross[lane] && !others.contains(8 * k + lane) {
        return 8 * k + lane
      }
    }
    return nil
  }

  /// When a point changes side that has not done so at the first of two times, and has at the second.
  func kink(of point: Int, between times: (Double, Double), near guess: Double) -> Double {
    cubic(point).kink(
      isActive: isActive(point), between: times, near: guess, precision: 1e-15 * size)
  }

  /// Passes a kink: its point changes side, and the cubics go on from where they are. A second time takes it back.
  ///
  /// - Parameters:
  ///   - slope: what becoming active adds to A, B and E, a multiple of each entry of the point's column of G.
  ///   - column: of G.
  mutating func turn(_ kink: Kink, slope: SIMD3<Double>, column: UnsafePointer<Lanes>) {
    let s = kink.time
    let p = isActive(kink.point) ? -slope : slope
    let moved = s * (p.x + s * (p.y + s * p.z))
    tiles.withUnsafeMutableBufferPointer { tiles in
      tiles[kink.point >> 3].side[kink.point & 7] *= -1
      for k in tiles.indices {
        tiles[k].constant.addProduct(-moved, column[k])
        tiles[k].linear.addProduct(p.x, column[k])
      }
      for k in tiles.indices {
        tiles[k].square.addProduct(p.y, column[k])
        tiles[k].cube.addProduct(p.z, column[k])
      }
    }
  }

  /// The same where all points move straight, their squares and cubes 0; and which one changes side next.
  mutating func turnStraight(
    _ kink: Kink, slope: Double, column: UnsafePointer<Lanes>
  ) -> Kink? {
    let slope = isActive(kink.point) ? -slope : slope
    let moved = kink.time * slope
    return tiles.withUnsafeMutableBufferPointer { tiles in
      var next = NextKink()
      tiles[kink.point >> 3].side[kink.point & 7] *= -1
      for k in tiles.indices {
        tiles[k].constant.addProduct(-moved, column[k])
        tiles[k].linear.addProduct(slope, column[k])
        next.look(at: tiles[k], k)
      }
      return next.kink(after: kink.time)
    }
  }

  /// Clears the speeds that a point leaves when it has become inactive and γ = 0. A neuron that is active nowhere stands still, and so does a product
  /// that only its own point has moved. With rounding errors they would cross their kinks again and again.
  ///
  /// - Parameters:
  ///   - removed: what the point itself has contributed to its speed.
  ///   - turned: the points that have changed side.
  mutating func rest(at s: Double, removed: Double, turned: [Int]) {
    guard turned.allSatisfy({ !isActive($0) }) else { return }
    if isAsleep {
      for k in tiles.indices { tiles[k].stop(at: s) }
    } else if abs(speed(of: turned[0], at: s)) > 1e-13 * abs(removed) {
      return
    }
    for point in turned {
      let (k, lane) = (point >> 3, point & 7)
      tiles[k].constant[lane] = 0
      tiles[k].linear[lane] = 0
      tiles[k].square[lane] = 0
      tiles[k].cube[lane] = 0
    }
  }

  /// Whether no point is active.
  private var isAsleep: Bool {
    !tiles.indices.contains { k in
      (0..<min(8, points - 8 * k)).contains { tiles[k].side[$0] > 0 }
    }
  }

  /// The first point to change side after a time where all move straight.
  func nextStraightKink(after passed: Double) -> Kink? {
    var next = NextKink()
    for (k, tile) in tiles.enumerated() { next.look(at: tile, k) }
    return next.kink(after: passed)
  }

  /// dh/ds of a point at s.
  @inline(__always)
  func speed(of point: Int, at s: Double) -> Double { cubic(point).speed(s) }

  /// The first point to change side where all move straight.
  func firstStraightKink() -> Kink? { nextStraightKink(after: 0) }

  @inline(__always)
  private func cubic(_ point: Int) -> Cubic { Cubic(tiles, point: point) }
}

extension [NeuronPath.Tile] {
  /// One point's, read one by one: not whole tiles to take a lane from.
  @inline(__always)
  fileprivate func numbers(
    of point: Int
  ) -> (constant: Double, linear: Double, square: Double, cube: Double, side: Double) {
    withUnsafeBytes { bytes in
      let numbers = bytes.bindMemory(to: Double.self)
      let stride = MemoryLayout<Element>.stride / MemoryLayout<Double>.stride
      let place = (point >> 3) * stride + (point & 7)
      return (
        numbers[place], numbers[place + 8], numbers[place + 16], numbers[place + 24],
        numbers[place + 32]
      )
    }
  }
}

/// Finds the kink that comes first in straight motion.
private struct NextKink {
  private var time = Lanes(repeating: .infinity)
  private var tile = Lanes.zero

  @inline(__always)
  mutating func look(at path: NeuronPath.Tile, _ k: Int) {
    let zero = -path.constant / path.linear
    let isNext = (path.side * path.linear .< 0) .& (zero .< time)
    time.replace(with: zero, where: isNext)
    tile.replace(with: Lanes(repeating: Double(k)), where: isNext)
  }

  /// Rounding must not lead back behind a time that is passed.
  @inline(__always)
  func kink(after passed: Double) -> NeuronPath.Kink? {
    // The times' minimum by halves, each with its point.
    let point = 8 * tile + Lanes(0, 1, 2, 3, 4, 5, 6, 7)
    let isHigh = time.highHalf .< time.lowHalf
    let four = (
      time.lowHalf.replacing(with: time.highHalf, where: isHigh),
      point.lowHalf.replacing(with: point.highHalf, where: isHigh)
    )
    let isHigher = four.0.highHalf .< four.0.lowHalf
    let two = (
      four.0.lowHalf.replacing(with: four.0.highHalf, where: isHigher),
      four.1.lowHalf.replacing(with: four.1.highHalf, where: isHigher)
    )
    let last = two.0[1] < two.0[0] ? 1 : 0
    guard two.0[last] < .infinity else { return nil }
    return NeuronPath.Kink(time: max(two.0[last], passed), point: Int(saturating: two.1[last]))
  }
}

/// One point's cubic.
private struct Cubic {
  let c: Double
  let a: Double
  let b: Double
  let e: Double

  @inline(__always)
  init(_ tiles: [NeuronPath.Tile], point: Int) {
    (c, a, b, e, _) = tiles.numbers(of: point)
  }

  @inline(__always)
  func value(_ s: Double) -> Double { c + s * (a + s * (b + s * e)) }

  @inline(__always)
  func speed(_ s: Double) -> Double { a + s * (2 * b + s * 3 * e) }

  /// Newton's method inside a bracket: on the pattern's side at `low`, beyond at `high`.
  func kink(
    isActive: Bool, between bracket: (Double, Double), near guess: Double, precision: Double
  ) -> Double {
    var (low, high) = bracket
    var s = guess > low && guess < high ? guess : low
    for _ in 0..<100 {
      let speed = speed(s)
      var next = speed != 0 ? s - value(s) / speed : .infinity
      if abs(next - s) <= precision { return min(max(next, low), high) }
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      if isActive == (value(next) > 0) { low = next } else { high = next }
      if high - low <= precision { return next }
      s = next
    }
    return s
  }
}
