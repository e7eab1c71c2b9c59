// SPDX-License-Identifier: Apache-2.0

/// A dense matrix of doubles, stored column by column.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// Entry (i, j) is `storage[i + j * rows]`.
  public var storage: [Double]

  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "shape \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    storage = [Double](repeating: value, count: rows * columns)
  }

  public init(rows: Int, columns: Int, storage: [Double]) {
    precondition(storage.count == rows * columns, "\(storage.count) entries for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  public subscript(row: Int, column: Int) -> Double {
    get { storage[row + column * rows] }
    set { storage[row + column * rows] = newValue }
  }

  public func column(_ j: Int) -> ArraySlice<Double> { storage[j * rows..<(j + 1) * rows] }
  public func row(_ i: Int) -> [Double] { (0..<columns).map { self[i, $0] } }
}
