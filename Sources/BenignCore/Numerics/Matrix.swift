// SPDX-License-Identifier: Apache-2.0

/// A dense matrix of doubles, stored column by column.
public struct Matrix: Sendable, Equatable {
  /// The number of rows, ≥ 0.
  public let rows: Int
  /// The number of columns, ≥ 0.
  public let columns: Int
  /// Entry (i, j) is `storage[i + j * rows]`.
  public var storage: [Double]

  /// A matrix whose entries are all the same number.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "shape \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    storage = [Double](repeating: value, count: rows * columns)
  }

  /// A matrix of these entries.
  ///
  /// - Parameter storage: rows × columns entries, column by column.
  public init(rows: Int, columns: Int, storage: [Double]) {
    precondition(storage.count == rows * columns, "\(storage.count) entries for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// The entry (row, column), both counted from 0; whether there is such a row is not checked.
  public subscript(row: Int, column: Int) -> Double {
    get { storage[row + column * rows] }
    set { storage[row + column * rows] = newValue }
  }

  /// Column j, without a copy; its indices are those of `storage`.
  public func column(_ j: Int) -> ArraySlice<Double> { storage[j * rows..<(j + 1) * rows] }
  /// Row i, a copy.
  public func row(_ i: Int) -> [Double] { (0..<columns).map { self[i, $0] } }
}
