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
  func addProduct(
    _ x: UnsafePointer<Lanes>, to base: UnsafePointer<Lanes>, into y: UnsafeMutablePointer<Lanes>
  ) {
    for tile in 0..<tiles { y[tile] = base[tile] }
    storage.withUnsafeBufferPointer { storage in
      guard var a = storage.baseAddress else { return }
      for tileColumn in 0..<tiles {
        let own = x[tileColumn]
        var diagonal = y[tileColumn]
        for k in 0..<8 { diagonal = diagonal.addingProduct(a[k], Lanes(repeating: own[k])) }
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
  private static func below(
    _ a: UnsafePointer<Lanes>, rows: Range<Int>, own: Lanes, x: UnsafePointer<Lanes>,
    y: UnsafeMutablePointer<Lanes>
  ) -> Lanes {
    var s0 = Lanes.zero
    var s1 = Lanes.zero
    var s2 = Lanes.zero
    var s3 = Lanes.zero
    var s4 = Lanes.zero
    var s5 = Lanes.zero
    var s6 = Lanes.zero
    var s7 = Lanes.zero
    var a = a
    for row in rows {
      let other = x[row]
      var first = y[row].addingProduct(a[0], Lanes(repeating: own[0]))
      var second = a[1] * Lanes(repeating: own[1])
      s0 = s0.addingProduct(a[0], other)
      s1 = s1.addingProduct(a[1], other)
      first = first.addingProduct(a[2], Lanes(repeating: own[2]))
      second = second.addingProduct(a[3], Lanes(repeating: own[3]))
      s2 = s2.addingProduct(a[2], other)
      s3 = s3.addingProduct(a[3], other)
      first = first.addingProduct(a[4], Lanes(repeating: own[4]))
      second = second.addingProduct(a[5], Lanes(repeating: own[5]))
      s4 = s4.addingProduct(a[4], other)
      s5 = s5.addingProduct(a[5], other)
      first = first.addingProduct(a[6], Lanes(repeating: own[6]))
      second = second.addingProduct(a[7], Lanes(repeating: own[7]))
      s6 = s6.addingProduct(a[6], other)
      s7 = s7.addingProduct(a[7], other)
      y[row] = first + second
      a += 8
    }
    // Pairwise, so that three levels of halves give eight sums.
    let low = sums(s0, s1, s2, s3)
    let high = sums(s4, s5, s6, s7)
    return Lanes(lowHalf: low, highHalf: high)
  }

  @inline(__always)
  private static func sums(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> SIMD4<Double> {
    let a4 = a.lowHalf + a.highHalf
    let b4 = b.lowHalf + b.highHalf
    let c4 = c.lowHalf + c.highHalf
    let d4 = d.lowHalf + d.highHalf
    let a2 = a4.lowHalf + a4.highHalf
    let b2 = b4.lowHalf + b4.highHalf
    let c2 = c4.lowHalf + c4.highHalf
    let d2 = d4.lowHalf + d4.highHalf
    return SIMD4(a2[0] + a2[1], b2[0] + b2[1], c2[0] + c2[1], d2[0] + d2[1])
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
