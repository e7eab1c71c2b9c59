// SPDX-License-Identifier: Apache-2.0

/// A matrix's columns in whole lanes, padded with zeros.
struct PaddedColumns: Sendable {
  /// Lanes a column.
  let tiles: Int
  private let storage: [Lanes]

  init(_ matrix: Matrix) {
    let tiles = (matrix.rows + 7) / 8
    self.tiles = tiles
    storage = (0..<matrix.columns).flatMap { LaneVector(Array(matrix.column($0))).lanes }
  }

  /// Lends one column.
  @inline(__always)
  func withColumn<Result>(_ j: Int, _ body: (UnsafePointer<Lanes>) -> Result?) -> Result? {
    storage.withUnsafeBufferPointer { storage in
      storage.baseAddress.flatMap { body($0 + j * tiles) }
    }
  }
}
