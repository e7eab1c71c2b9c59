// SPDX-License-Identifier: Apache-2.0

import COpenBLAS

/// A = U diag(λ) Uᵀ of a symmetric matrix.
struct SymmetricEigenDecomposition: Sendable {
  /// λ, ascending.
  let values: [Double]
  /// U, column by column.
  let vectors: Matrix

  /// - Complexity: O(n³); above order 96 on a thread that an interrupt leaves behind.
  init(_ matrix: Matrix, shouldStop: () -> Bool) throws(CoreError) {
    if matrix.rows <= 96 {
      self.init(matrix)
    } else {
      self = try Abandonable.run(shouldStop: shouldStop) { Self(matrix) }
    }
  }

  private init(_ matrix: Matrix) {
    precondition(matrix.rows == matrix.columns, "shape \(matrix.rows)×\(matrix.columns)")
    LinearAlgebra.prepare()
    let n = matrix.rows
    var vectors = matrix
    var values = [Double](repeating: 0, count: n)
    if n > 0 {
      var order = Int32(n)
      var work = [Double](repeating: 0, count: 1 + 6 * n + 2 * n * n)
      var length = Int32(work.count)
      var integers = [Int32](repeating: 0, count: 3 + 5 * n)
      var integerLength = Int32(integers.count)
      var info: Int32 = 0
      dsyevd_(
        "V", "L", &order, &vectors.storage, &order, &values, &work, &length, &integers,
        &integerLength, &info)
      precondition(info == 0, "dsyevd ended with \(info) on order \(n)")
    }
    self.values = values
    self.vectors = vectors
  }
}
