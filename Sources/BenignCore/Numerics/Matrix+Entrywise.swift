// SPDX-License-Identifier: Apache-2.0

extension Matrix {
  /// |A_ij|.
  var magnitudes: Matrix { Matrix(rows: rows, columns: columns, storage: storage.map(abs)) }

  /// Row i times f_i.
  func scalingRows(by factors: [Double]) -> Matrix {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    var result = self
    let n = rows
    result.storage.withUnsafeMutableBufferPointer { entries in
      factors.withUnsafeBufferPointer { factors in
        for start in stride(from: 0, to: entries.count, by: Swift.max(n, 1)) {
          for i in 0..<n { entries[start + i] *= factors[i] }
        }
      }
    }
    return result
  }

  /// Column j times f_j.
  func scalingColumns(by factors: [Double]) -> Matrix {
    precondition(factors.count == columns, "\(factors.count) factors for \(columns) columns")
    var result = self
    result.storage.withUnsafeMutableBufferPointer { entries in
      for (column, factor) in factors.enumerated() {
        for i in column * rows..<(column + 1) * rows { entries[i] *= factor }
      }
    }
    return result
  }

  /// Entry by entry.
  mutating func multiply(by other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "shapes differ")
    storage.withUnsafeMutableBufferPointer { own in
      other.storage.withUnsafeBufferPointer { other in
        for index in own.indices { own[index] *= other[index] }
      }
    }
  }

  /// Entry by entry.
  mutating func add(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "shapes differ")
    storage.withUnsafeMutableBufferPointer { own in
      other.storage.withUnsafeBufferPointer { other in
        for index in own.indices { own[index] += other[index] }
      }
    }
  }
}
