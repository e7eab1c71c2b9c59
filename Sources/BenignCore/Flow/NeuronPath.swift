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
    /// h at the end of the step in the present pattern.
    var end: Lanes
    /// +1 where active, −1 elsewhere.
    var side: Lanes
    /// ∫v from the step's beginning to the last change of side.
    var since: Lanes

    @inline(__always)
    func value(_ s: Double) -> Lanes {
      constant + s * (linear + s * (square + s * cube))
    }

    /// Which points change side before the end and have done so at s.
    @inline(__always)
    func isBeyond(_ s: Double) -> SIMDMask<SIMD8<Int64>> {
      let isActive = side .> 0
      return (isActive .^ (end .> 0)) .& (isActive .^ (value(s) .> 0))
    }
  }

  private(set) var tiles: [Tile]
  let size: Double

  /// - Parameters:
  ///   - h: at the beginning (n).
  ///   - rates: A, B and E, in lanes.
  init(_ h: ArraySlice<Double>, rates: [[Lanes]], size: Double) {
    self.size = size
    let constants = LaneVector(h, padding: 1).lanes
    tiles = constants.indices.map { k in
      var tile = Tile(
        constant: constants[k], linear: rates[0][k], square: rates[1][k], cube: rates[2][k],
        end: .zero, side: Lanes(repeating: -1).replacing(with: 1, where: constants[k] .> 0),
        since: .zero)
      tile.end = tile.value(size)
      return tile
    }
  }

  @inline(__always)
  func isActive(_ point: Int) -> Bool { tiles[point >> 3].side[point & 7] > 0 }

  struct Kink {
    let time: Double
    let point: Int
  }

  /// The first change of side after `time`.
  ///
  /// - Parameter guess: what may well be the first.
  func nextKink(after time: Double, guess: Kink?) -> Kink? {
    let likely = guess.flatMap { isCrossing($0.point) ? $0 : nil } ?? likelyKink(after: time)
    guard let likely else { return nil }
    var first = Kink(
      time: kink(of: likely.point, from: time, to: size, near: likely.time), point: likely.point)
    while let earlier = pointBeyond(first) {
      let root = kink(of: earlier, from: time, to: first.time, near: time)
      if !(root < first.time) { break }
      first = Kink(time: root, point: earlier)
    }
    return first
  }

  /// Whether a point changes side before the end.
  private func isCrossing(_ point: Int) -> Bool {
    let tile = tiles[point >> 3]
    return (tile.side[point & 7] > 0) != (tile.end[point & 7] > 0)
  }

  /// The kink that comes first by the cubics' slopes now; `nil` where no point changes side.
  private func likelyKink(after time: Double) -> Kink? {
    var earliest = Double.infinity
    var likely: Kink?
    for k in tiles.indices {
      let tile = tiles[k]
      let isCrossing = (tile.side .> 0) .^ (tile.end .> 0)
      if Lanes.zero.replacing(with: 1, where: isCrossing).sum() == 0 { continue }
      let slope = tile.linear + time * (2 * tile.square + time * 3 * tile.cube)
      let guess = time - tile.value(time) / slope
      for lane in 0..<8 where isCrossing[lane] {
        // Where the slope leads astray the point is as good as any: what matters is found afterwards.
        let place = guess[lane] > time ? min(guess[lane], size) : size
        if place >= earliest { continue }
        earliest = place
        likely = Kink(time: place, point: 8 * k + lane)
      }
    }
    return likely
  }

  /// A point that has its kink before another one, if there is any.
  private func pointBeyond(_ kink: Kink) -> Int? {
    var count = Lanes.zero
    for k in tiles.indices {
      count.replace(with: count + 1, where: tiles[k].isBeyond(kink.time))
    }
    let own = tiles[kink.point >> 3].isBeyond(kink.time)[kink.point & 7] ? 1.0 : 0.0
    if count.sum() == own { return nil }
    for k in tiles.indices {
      let isBeyond = tiles[k].isBeyond(kink.time)
      for lane in 0..<8 where isBeyond[lane] && 8 * k + lane != kink.point { return 8 * k + lane }
    }
    return nil
  }

  private func kink(
    of point: Int, from low: Double, to high: Double, near guess: Double
  ) -> Double {
    Cubic(tiles[point >> 3], lane: point & 7).kink(
      isActive: isActive(point), between: (low, high), near: guess, precision: 1e-15 * size)
  }

  /// Changes the side of a point at time s, and the cubics so that they go on from where they are.
  ///
  /// - Parameters:
  ///   - rates: what the change adds to A, B and E, a multiple of each entry of the point's column of G.
  ///   - column: of G.
  /// - Returns: whether the point passes, not driven back by its new slope.
  mutating func turn(
    _ point: Int, at s: Double, rates p: (Double, Double, Double), column: UnsafePointer<Lanes>
  ) -> Bool {
    let before = speed(point, s)
    let moved = s * (p.0 + s * (p.1 + s * p.2))
    let rest = size * (p.0 + size * (p.1 + size * p.2)) - moved
    tiles[point >> 3].side[point & 7] *= -1
    tiles.withUnsafeMutableBufferPointer { tiles in
      for k in tiles.indices {
        let product = column[k]
        tiles[k].constant -= moved * product
        tiles[k].linear += p.0 * product
        tiles[k].square += p.1 * product
        tiles[k].cube += p.2 * product
        tiles[k].end += rest * product
      }
    }
    return before * speed(point, s) >= 0
  }

  /// ∫v from the last change of the point's side to now, where it is `integral` from the beginning.
  mutating func settle(_ point: Int, integral: Double) -> Double {
    let share = integral - tiles[point >> 3].since[point & 7]
    tiles[point >> 3].since[point & 7] = integral
    return share
  }

  private func speed(_ point: Int, _ s: Double) -> Double {
    Cubic(tiles[point >> 3], lane: point & 7).speed(s)
  }
}

/// One point's cubic.
private struct Cubic {
  let c: Double
  let a: Double
  let b: Double
  let e: Double

  @inline(__always)
  init(_ tile: NeuronPath.Tile, lane: Int) {
    c = tile.constant[lane]
    a = tile.linear[lane]
    b = tile.square[lane]
    e = tile.cube[lane]
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
      var next = speed != 0 ? s - value(s) / speed : 0.5 * (low + high)
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      if isActive == (value(next) > 0) { low = next } else { high = next }
      if abs(next - s) <= precision || high - low <= precision { return next }
      s = next
    }
    return s
  }
}
