// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS

/// The lower Cholesky factor of a symmetric positive definite matrix, in tiles between which an interrupt is obeyed.
struct Cholesky {
  private(set) var factor: Matrix

  /// `nil` where the matrix is not numerically positive definite.
  ///
  /// - Complexity: n³/3; at most some milliseconds of work lie between two questions to `stop`.
  init?(_ matrix: Matrix, stop: StopSignal) throws(CoreError) {
    factor = matrix
    let n = matrix.rows
    let tile = n <= 512 ? max(n, 1) : 128
    for start in stride(from: 0, to: n, by: tile) {
      try stop.check()
      let size = min(tile, n - start)
      guard factorizeDiagonal(at: start, size: size) else { return nil }
      try updateBelow(start: start, size: size, tile: tile, stop: stop)
    }
  }

  private mutating func factorizeDiagonal(at start: Int, size: Int) -> Bool {
    let n = factor.rows
    return factor.storage.withUnsafeMutableBufferPointer { storage in
      guard let base = storage.baseAddress else { return true }
      var order = Int32(size)
      var leading = Int32(n)
      var info: Int32 = 0
      LinearAlgebra.prepare()
      dpotrf_("L", &order, base + start + start * n, &leading, &info)
      return info == 0
    }
  }

  /// Solves for the panel below the diagonal tile, then subtracts its products from the rest, a column of tiles at a time.
  private mutating func updateBelow(
    start: Int, size: Int, tile: Int, stop: StopSignal
  ) throws(CoreError) {
    let n = factor.rows
    let below = start + size
    if below >= n { return }
    let leading = Int32(n)
    factor.withBase { base in
      cblas_dtrsm(
        CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(n - below),
        Int32(size), 1, base + start + start * n, leading, base + below + start * n, leading)
    }
    for column in stride(from: below, to: n, by: tile) {
      try stop.check()
      factor.withBase { base in
        cblas_dgemm(
          CblasColMajor, CblasNoTrans, CblasTrans, Int32(n - column),
          Int32(min(tile, n - column)), Int32(size), -1, base + column + start * n, leading,
          base + column + start * n, leading, 1, base + column + column * n, leading)
      }
    }
  }

  /// K⁻¹ b.
  func solve(_ right: [Double]) -> [Double] {
    precondition(right.count == factor.rows, "\(right.count) entries for order \(factor.rows)")
    var solution = right
    let n = Int32(factor.rows)
    if n == 0 { return solution }
    factor.storage.withUnsafeBufferPointer { matrix in
      solution.withUnsafeMutableBufferPointer { vector in
        cblas_dtrsv(
          CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, n, matrix.baseAddress, n,
          vector.baseAddress, 1)
        cblas_dtrsv(
          CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, n, matrix.baseAddress, n,
          vector.baseAddress, 1)
      }
    }
    return solution
  }
}

extension Matrix {
  fileprivate mutating func withBase(_ body: (UnsafeMutablePointer<Double>) -> Void) {
    LinearAlgebra.prepare()
    storage.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { body(base) }
    }
  }
}
