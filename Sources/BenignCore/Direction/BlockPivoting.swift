// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Kz − b = w, z ≥ 0, w ≥ 0, zᵀw = 0 for a positive definite K of unit diagonal (n×n).
///
/// Block principal pivoting (Júdice and Pires, 1994): all violated pairs change sides at once, and one at a time where that does not
/// help. It is fast and exact where it ends, and it need not end: `InteriorPoint` is the method for the other programs.
struct BlockPivoting {
  let matrix: Matrix
  let stop: StopSignal
  /// Where z > 0 is looked for.
  private var active: [Bool]

  init(matrix: Matrix, stop: StopSignal) {
    self.matrix = matrix
    active = [Bool](repeating: true, count: matrix.rows)
    self.stop = stop
  }

  /// z, or `nil` where K is not positive definite on an active set, or the exchanges did not end.
  ///
  /// - Complexity: one Cholesky factorization of the active part an exchange, typically 2 to 8.
  mutating func solve(target: [Double], exchanges: Int) throws(CoreError) -> [Double]? {
    var fewest = matrix.rows + 1
    var patience = 3
    for _ in 0..<exchanges {
      try stop.check()
      guard let z = try solveActive(target) else { return nil }
      let slack = zip(LinearAlgebra.product(matrix, z), target).map { $0 - $1 }
      let violated = violations(z, slack, target)
      if violated.isEmpty { return z }
      if violated.count < fewest {
        fewest = violated.count
        patience = 3
      } else if patience > 0 {
        patience -= 1
      }
      // Where whole exchanges go round in circles, the last violated pair alone (Murty) always ends.
      for index in patience > 0 ? violated : [violated[violated.count - 1]] {
        active[index].toggle()
      }
    }
    return nil
  }

  private func violations(_ z: [Double], _ slack: [Double], _ target: [Double]) -> [Int] {
    let size = target.reduce(0) { max($0, abs($1)) }
    let largest = z.reduce(0) { max($0, abs($1)) }
    return z.indices.filter {
      active[$0] ? z[$0] < -1e-14 * largest : slack[$0] < -1e-12 * size
    }
  }

  /// z on the active set by Cholesky with one refinement, 0 elsewhere.
  private func solveActive(_ target: [Double]) throws(CoreError) -> [Double]? {
    let indices = active.indices.filter { active[$0] }
    var z = [Double](repeating: 0, count: target.count)
    if indices.isEmpty { return z }
    let part = matrix.submatrix(indices)
    guard let factor = try Cholesky(part, stop: stop) else { return nil }
    let right = indices.map { target[$0] }
    var solution = factor.solve(right)
    let product = LinearAlgebra.product(part, solution)
    let correction = factor.solve(zip(right, product).map { $0 - $1 })
    for k in solution.indices { solution[k] += correction[k] }
    if !solution.allSatisfy(\.isFinite) { return nil }
    for (k, index) in indices.enumerated() { z[index] = solution[k] }
    return z
  }
}

extension Matrix {
  /// Rows and columns of a square matrix at the same ascending indices.
  func submatrix(_ indices: [Int]) -> Matrix {
    if indices.count == rows { return self }
    var result = Matrix(rows: indices.count, columns: indices.count)
    for (column, j) in indices.enumerated() {
      for (row, i) in indices.enumerated() { result[row, column] = self[i, j] }
    }
    return result
  }
}
