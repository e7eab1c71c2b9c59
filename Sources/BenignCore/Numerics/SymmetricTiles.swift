// SPDX-License-Identifier: Apache-2.0

/// A symmetric matrix in tiles of 8×8, the lower half only: half the memory traffic of a plain product.
struct SymmetricTiles: Sendable {
  let order: Int
  /// Rows of tiles; the last one is padded with zeros.
  let tiles: Int
  /// Tile (I, J), I ≥ J, by columns of tiles; in a tile column by column, one `Lanes` each.
  private let storage: [Lanes]

  init(_ matrix: Matrix) {
    precondition(matrix.rows == matrix.columns, "shape \(matrix.rows)×\(matrix.columns)")
    let n = matrix.rows
    let tiles = (n + 7) / 8
    order = n
    self.tiles = tiles
    var storage: [Lanes] = []
    storage.reserveCapacity(tiles * (tiles + 1) * 4)
    matrix.storage.withUnsafeBufferPointer { entries in
      for tileColumn in 0..<tiles {
        for tileRow in tileColumn..<tiles {
          let width = min(8, n - 8 * tileRow)
          for column in 8 * tileColumn..<8 * tileColumn + 8 {
            storage.append(column < n ? entries.lanes(column * n + 8 * tileRow, width) : .zero)
          }
        }
      }
    }
    self.storage = storage
  }

  /// y = base + A x, all padded to `tiles` lanes.
  @inline(__always)
  func addProduct<Operand: TileOperand>(
    _ x: UnsafePointer<Operand>, to base: UnsafePointer<Operand>,
    into y: UnsafeMutablePointer<Operand>
  ) {
    for tile in 0..<tiles { y[tile] = base[tile] }
    storage.withUnsafeBufferPointer { storage in
      guard var a = storage.baseAddress else { return }
      for tileColumn in 0..<tiles {
        let own = x[tileColumn]
        var diagonal = y[tileColumn]
        for k in 0..<8 { diagonal = diagonal.adding(a[k], timesEntry: k, of: own) }
        a += 8
        y[tileColumn] =
          diagonal
          + Self.below(a, rows: tileColumn + 1..<tiles, own: own, x: x, y: y)
        a += 8 * (tiles - tileColumn - 1)
      }
    }
  }

  /// y = base + A x for vectors of `tiles` lanes.
  func addProduct(_ x: [Lanes], to base: [Lanes], into y: inout [Lanes]) {
    precondition(x.count == tiles && base.count == tiles && y.count == tiles, "lanes differ")
    x.withUnsafeBufferPointer { x in
      base.withUnsafeBufferPointer { base in
        y.withUnsafeMutableBufferPointer { y in
          guard let x = x.baseAddress, let base = base.baseAddress, let y = y.baseAddress else {
            return
          }
          addProduct(x, to: base, into: y)
        }
      }
    }
  }

  /// A x.
  func product(_ x: [Double]) -> [Double] {
    withProduct(x) { Array($0) } ?? []
  }

  /// A x and A y, with A read once.
  func products(_ x: [Double], _ y: [Double]) -> ([Double], [Double]) {
    precondition(x.count == order && y.count == order, "order \(order)")
    let (first, second) = products(LaneVector(x).lanes, LaneVector(y).lanes)
    return (first.values(order), second.values(order))
  }

  /// The same in lanes, zeros beyond.
  func products(_ x: [Lanes], _ y: [Lanes]) -> ([Lanes], [Lanes]) {
    precondition(x.count == tiles && y.count == tiles, "lanes differ")
    return withUnsafeTemporaryAllocation(of: LanePair.self, capacity: 2 * tiles) { pairs in
      pairs.initialize(repeating: .zero)
      for tile in 0..<tiles { pairs[tile] = LanePair(first: x[tile], second: y[tile]) }
      guard let vector = pairs.baseAddress else { return ([], []) }
      let image = vector + tiles
      addProduct(vector, to: image, into: image)
      return ((0..<tiles).map { image[$0].first }, (0..<tiles).map { image[$0].second })
    }
  }

  /// y = base + A x.
  func addProduct(_ x: [Double], to base: [Double], into y: inout [Double]) {
    precondition(base.count == order && y.count == order, "order \(order)")
    _ = withProduct(x) { image in for i in image.indices { y[i] = base[i] + image[i] } }
  }

  /// Lends A x.
  private func withProduct<Result>(
    _ x: [Double], _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result? {
    precondition(x.count == order, "\(x.count) entries for order \(order)")
    return withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * tiles) { lanes in
      lanes.initialize(repeating: .zero)
      guard let vector = lanes.baseAddress else { return nil }
      let doubles = UnsafeMutableRawBufferPointer(lanes).bindMemory(to: Double.self)
      _ = doubles[..<order].update(fromContentsOf: x)
      let image = vector + tiles
      addProduct(vector, to: image, into: image)
      return body(UnsafeBufferPointer(rebasing: doubles[8 * tiles..<8 * tiles + order]))
    }
  }

  /// Adds the tiles below the diagonal to y, and returns what their transposes add to the diagonal's rows.
  @inline(__always)
  private static func below<Operand: TileOperand>(
    _ a: UnsafePointer<Lanes>, rows: Range<Int>, own: Operand, x: UnsafePointer<Operand>,
    y: UnsafeMutablePointer<Operand>
  ) -> Operand {
    var s0 = Operand.zero
    var s1 = Operand.zero
    var s2 = Operand.zero
    var s3 = Operand.zero
    var s4 = Operand.zero
    var s5 = Operand.zero
    var s6 = Operand.zero
    var s7 = Operand.zero
    var a = a
    for row in rows {
      let other = x[row]
      var first = y[row].adding(a[0], timesEntry: 0, of: own)
      var second = Operand.product(a[1], entry: 1, of: own)
      s0 = s0.adding(a[0], times: other)
      s1 = s1.adding(a[1], times: other)
      first = first.adding(a[2], timesEntry: 2, of: own)
      second = second.adding(a[3], timesEntry: 3, of: own)
      s2 = s2.adding(a[2], times: other)
      s3 = s3.adding(a[3], times: other)
      first = first.adding(a[4], timesEntry: 4, of: own)
      second = second.adding(a[5], timesEntry: 5, of: own)
      s4 = s4.adding(a[4], times: other)
      s5 = s5.adding(a[5], times: other)
      first = first.adding(a[6], timesEntry: 6, of: own)
      second = second.adding(a[7], timesEntry: 7, of: own)
      s6 = s6.adding(a[6], times: other)
      s7 = s7.adding(a[7], times: other)
      y[row] = first + second
      a += 8
    }
    return Operand.sums(of: (s0, s1, s2, s3, s4, s5, s6, s7))
  }
}

/// A vector padded to whole lanes.
struct LaneVector: Sendable {
  var lanes: [Lanes]
  let count: Int

  /// - Parameter padding: what stands beyond `values`.
  init(_ values: some RandomAccessCollection<Double>, padding: Double = 0) {
    let count = values.count
    self.count = count
    lanes = [Lanes](repeating: Lanes(repeating: padding), count: (count + 7) / 8)
    lanes.withUnsafeMutableBytes { target in
      let doubles = target.bindMemory(to: Double.self)
      _ = doubles[..<count].update(fromContentsOf: values)
    }
  }

  var values: [Double] { lanes.values(count) }
}

extension [Lanes] {
  /// The first `count` numbers.
  func values(_ count: Int) -> [Double] {
    withUnsafeBytes { Array<Double>($0.bindMemory(to: Double.self).prefix(count)) }
  }
}
