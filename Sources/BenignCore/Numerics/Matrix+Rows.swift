// SPDX-License-Identifier: Apache-2.0

extension Matrix {
  var squaredRowNorms: [Double] {
    var norms = [Double](repeating: 0, count: rows)
    for j in 0..<columns {
      for i in 0..<rows { norms[i] += self[i, j] * self[i, j] }
    }
    return norms
  }

  /// The mean of some rows; zeros if there are none.
  func meanOfRows(_ range: Range<Int>) -> [Double] {
    (0..<columns).map { column in
      range.reduce(0) { $0 + self[$1, column] } / Double(max(range.count, 1))
    }
  }
}
