// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS

/// L with L Lᵀ = S, lower triangular, of a positive semidefinite S; where rows of S depend on earlier ones L has columns of zeros.
struct SemidefiniteFactor: Sendable {
  let lower: Matrix

  /// - Parameter gram: S, of which the lower triangle counts.
  /// - Complexity: O(n³/3).
  init(_ gram: Matrix, stop: StopSignal) throws(CoreError) {
    if let definite = try Cholesky(gram, stop: stop) {
      lower = definite.factor.lowerTriangle
    } else {
      lower = try Self.degenerate(gram, stop: stop)
    }
  }

  /// Row by row, with the pivots that rounding leaves of a zero taken for zeros.
  private static func degenerate(
    _ gram: Matrix, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let n = gram.rows
    var lower = Matrix(rows: n, columns: n)
    for i in 0..<n {
      try stop.check()
      for j in 0...i {
        var rest = gram[i, j]
        for k in 0..<j { rest -= lower[i, k] * lower[j, k] }
        if j < i {
          lower[i, j] = lower[j, j] > 0 ? rest / lower[j, j] : 0
        } else {
          lower[i, i] = rest > 1e-14 * Double(n) * gram[i, i] ? rest.squareRoot() : 0
        }
      }
    }
    return lower
  }

  /// Replaces each row v of a matrix by the c with L c = v, the coordinates of what has the products v with the rows behind S.
  func solve(_ rows: inout Matrix) {
    precondition(rows.columns == lower.rows, "\(rows.columns) products with \(lower.rows) rows")
    if rows.rows == 0 || lower.rows == 0 { return }
    LinearAlgebra.prepare()
    // A zero pivot stands for a coordinate that does not exist.
    var regular = lower
    let missing = (0..<lower.rows).filter { lower[$0, $0] == 0 }
    for k in missing { regular[k, k] = .infinity }
    let leading = Int32(rows.rows)
    rows.storage.withUnsafeMutableBufferPointer { target in
      regular.storage.withUnsafeBufferPointer { factor in
        cblas_dtrsm(
          CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, leading,
          Int32(lower.rows), 1, factor.baseAddress, Int32(lower.rows), target.baseAddress, leading)
      }
    }
  }
}

extension Matrix {
  /// The entries on and below the diagonal, zeros above.
  var lowerTriangle: Matrix {
    var result = self
    for j in 0..<columns {
      for i in 0..<min(j, rows) { result[i, j] = 0 }
    }
    return result
  }
}
