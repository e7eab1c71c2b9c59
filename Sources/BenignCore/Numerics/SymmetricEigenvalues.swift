// SPDX-License-Identifier: Apache-2.0

import COpenBLAS

/// All eigenvalues of a symmetric matrix.
enum SymmetricEigenvalues {
  /// λ₁ ≥ λ₂ ≥ …, by LAPACK's dsyevd.
  ///
  /// - Complexity: O(n³) in one piece, which an interrupt must wait for; see `mostInterruptible`.
  static func descending(
    _ matrix: Matrix, shouldStop: () -> Bool
  ) throws(CoreError) -> [Double] {
    if shouldStop() { throw .interrupted }
    let n = matrix.rows
    if n == 0 { return [] }
    LinearAlgebra.prepare()
    var a = matrix.storage
    var values = [Double](repeating: 0, count: n)
    var order = Int32(n)
    var work = [Double](repeating: 0, count: max(2 * n + 1, 3 * n + 64 * n))
    var length = Int32(work.count)
    var integers: [Int32] = [0]
    var integerLength: Int32 = 1
    var info: Int32 = 0
    dsyevd_(
      "N", "L", &order, &a, &order, &values, &work, &length, &integers, &integerLength, &info)
    precondition(info >= 0, "dsyevd: argument \(-info)")
    return values.reversed()
  }
}
