// SPDX-License-Identifier: Apache-2.0

import COpenBLAS

/// U and s of A = U diag(s) Vᵀ, by LAPACK's dgesvd.
struct LeftSingularVectors: Sendable {
  /// s, descending.
  let values: [Double]
  /// U, a column for each value.
  let vectors: Matrix

  /// `nil` where an entry is not finite, or where LAPACK finds no singular values.
  ///
  /// - Complexity: O(r²c) for r rows and c ≥ r columns.
  init?(of matrix: Matrix) {
    guard matrix.storage.allSatisfy(\.isFinite) else { return nil }
    LinearAlgebra.prepare()
    let count = min(matrix.rows, matrix.columns)
    var values = [Double](repeating: 0, count: count)
    var vectors = Matrix(rows: matrix.rows, columns: count)
    if count > 0 {
      var (overwritten, unused) = (matrix, 0.0)
      var (rows, columns) = (Int32(matrix.rows), Int32(matrix.columns))
      var (one, info) = (Int32(1), Int32(0))
      var (length, best) = (Int32(-1), 0.0)
      // The first call asks how much room the second needs.
      dgesvd_(
        "S", "N", &rows, &columns, &overwritten.storage, &rows, &values, &vectors.storage, &rows,
        &unused, &one, &best, &length, &info)
      guard info == 0 else { return nil }
      length = Int32(saturating: best)
      var work = [Double](repeating: 0, count: Int(length))
      dgesvd_(
        "S", "N", &rows, &columns, &overwritten.storage, &rows, &values, &vectors.storage, &rows,
        &unused, &one, &work, &length, &info)
      guard info == 0 else { return nil }
    }
    (self.values, self.vectors) = (values, vectors)
  }
}
