// SPDX-License-Identifier: Apache-2.0

/// A matrix's columns in whole lanes, padded with zeros.
struct PaddedColumns: Sendable {
  /// Lanes a column.
  let tiles: Int
  let columns: Int
  private let storage: [Lanes]

  init(_ matrix: Matrix) {
    tiles = (matrix.rows + 7) / 8
    columns = matrix.columns
    storage = Self.lanes(of: matrix)
  }

  /// The padded columns, one after the other.
  static func lanes(of matrix: Matrix) -> [Lanes] {
    let rows = matrix.rows
    let tiles = (rows + 7) / 8
    var lanes: [Lanes] = []
    lanes.reserveCapacity(tiles * matrix.columns)
    matrix.storage.withUnsafeBufferPointer { source in
      for j in 0..<matrix.columns {
        for i in stride(from: 0, to: rows, by: 8) {
          lanes.append(source.lanes(j * rows + i, min(8, rows - i)))
        }
      }
    }
    return lanes
  }

  /// Lends one column.
  @inline(__always)
  func withColumn<Result>(_ j: Int, _ body: (UnsafePointer<Lanes>) -> Result?) -> Result? {
    withColumns { body($0 + j * tiles) }
  }

  /// Lends all columns, one after the other.
  @inline(__always)
  func withColumns<Result>(_ body: (UnsafePointer<Lanes>) -> Result?) -> Result? {
    storage.withUnsafeBufferPointer { $0.baseAddress.flatMap(body) }
  }

  /// y = A x and z = A w at once, leaving out columns that count in neither.
  ///
  /// - Parameters:
  ///   - x: an entry a column, as w.
  ///   - y: `tiles` lanes, as z.
  func multiply(
    _ x: UnsafePointer<Double>, _ w: UnsafePointer<Double>, into y: UnsafeMutablePointer<Lanes>,
    _ z: UnsafeMutablePointer<Lanes>
  ) {
    _ = withColumns { columns in
      var tile = 0
      while tile + 4 <= tiles {
        multiply(columns + tile, x, w, into: y + tile, z + tile)
        tile += 4
      }
      while tile < tiles {
        var (sum, other) = (Lanes.zero, Lanes.zero)
        for j in 0..<self.columns {
          sum.addProduct(x[j], columns[j * tiles + tile])
          other.addProduct(w[j], columns[j * tiles + tile])
        }
        (y[tile], z[tile]) = (sum, other)
        tile += 1
      }
      return true
    }
  }

  /// Four tiles of both products, side by side in registers.
  @inline(__always)
  private func multiply(
    _ block: UnsafePointer<Lanes>, _ x: UnsafePointer<Double>, _ w: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Lanes>, _ z: UnsafeMutablePointer<Lanes>
  ) {
    var (y0, y1, y2, y3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    var (z0, z1, z2, z3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    for j in 0..<columns where x[j] != 0 || w[j] != 0 {
      let column = block + j * tiles
      let (a, b) = (Lanes(repeating: x[j]), Lanes(repeating: w[j]))
      y0 = y0.addingProduct(a, column[0])
      y1 = y1.addingProduct(a, column[1])
      y2 = y2.addingProduct(a, column[2])
      y3 = y3.addingProduct(a, column[3])
      z0 = z0.addingProduct(b, column[0])
      z1 = z1.addingProduct(b, column[1])
      z2 = z2.addingProduct(b, column[2])
      z3 = z3.addingProduct(b, column[3])
    }
    (y[0], y[1], y[2], y[3]) = (y0, y1, y2, y3)
    (z[0], z[1], z[2], z[3]) = (z0, z1, z2, z3)
  }
}
