// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS

/// A = U diag(λ) Uᵀ of a symmetric matrix, by LAPACK's dsyevd.
struct SymmetricEigensystem: Sendable {
  /// λ, ascending.
  let values: [Double]
  /// U, column by column; empty where only λ was asked for.
  let vectors: Matrix

  /// Orders from here on are worth a thread of their own, which an interrupt leaves behind.
  private static let leastAbandoned = 97

  /// `nil` where an entry is not finite, or where LAPACK finds no eigenvalues.
  ///
  /// - Parameter matrix: the lower triangle counts.
  /// - Complexity: O(n³).
  init?(_ matrix: Matrix, stop: StopSignal) throws(CoreError) {
    guard let system = try Self.solve(matrix, withVectors: true, stop: stop) else {
      return nil
    }
    self = system
  }

  /// λ₁ ≥ λ₂ ≥ …; `nil` as above.
  ///
  /// - Complexity: O(n³), a third of the whole system's.
  static func descendingValues(
    _ matrix: Matrix, stop: StopSignal
  ) throws(CoreError) -> [Double]? {
    try solve(matrix, withVectors: false, stop: stop)?.values.reversed()
  }

  private static func solve(
    _ matrix: Matrix, withVectors: Bool, stop: StopSignal
  ) throws(CoreError) -> Self? {
    try stop.check()
    if matrix.rows < leastAbandoned { return Self(matrix, withVectors: withVectors) }
    return try Abandonable.run(size: matrix.storage.count, stop: stop) { _ throws(CoreError) in
      Self(matrix, withVectors: withVectors)
    }
  }

  private init?(_ matrix: Matrix, withVectors: Bool) {
    precondition(matrix.rows == matrix.columns, "shape \(matrix.rows)×\(matrix.columns)")
    guard matrix.storage.allSatisfy(\.isFinite) else { return nil }
    LinearAlgebra.prepare()
    let n = matrix.rows
    var system = matrix
    var values = [Double](repeating: 0, count: n)
    if n > 0 {
      var order = Int32(n)
      var work = [Double](repeating: 0, count: 1 + 67 * n + (withVectors ? 2 * n * n : 0))
      var length = Int32(work.count)
      var integers = [Int32](repeating: 0, count: 3 + 5 * n)
      var integerLength = Int32(integers.count)
      var info: Int32 = 0
      dsyevd_(
        withVectors ? "V" : "N", "L", &order, &system.storage, &order, &values, &work, &length,
        &integers, &integerLength, &info)
      guard info == 0 else { return nil }
    }
    self.values = values
    vectors = withVectors ? system : Matrix(rows: n, columns: 0)
  }
}
