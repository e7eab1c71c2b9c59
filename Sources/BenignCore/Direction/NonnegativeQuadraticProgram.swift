// SPDX-License-Identifier: Apache-2.0

/// maximize 1ᵀλ − ½ λᵀKλ subject to λ ≥ 0, for a positive semidefinite K (n×n).
///
/// Block principal pivoting (Júdice and Pires, 1994) on K scaled to unit diagonal: all violated pairs change
/// sides at once, one at a time where that does not help. A singular K is met by proximal rounds.
struct NonnegativeQuadraticProgram {
  struct Solution: Sendable {
    /// λ ≥ 0 (n).
    let multipliers: [Double]
    /// Kλ (n).
    let margins: [Double]
    /// Largest violation of a KKT condition, relative to the right-hand side 1.
    let residual: Double
    /// |1ᵀλ − λᵀKλ| / 1ᵀλ.
    let dualityGap: Double
    /// Whether residual and gap are ≤ `tolerance`.
    let isConverged: Bool
    let factorizations: Int
  }

  static let tolerance = 1e-10

  let matrix: Matrix
  /// Asked between tiles of linear algebra.
  let shouldStop: () -> Bool
  /// Given the proximal iterate λ; `true` ends the rounds without convergence.
  var isHopeless: (_ multipliers: [Double]) -> Bool = { _ in false }

  init(_ matrix: Matrix, shouldStop: @escaping () -> Bool) {
    precondition(matrix.rows == matrix.columns, "shape \(matrix.rows)×\(matrix.columns)")
    self.matrix = matrix
    self.shouldStop = shouldStop
  }

  /// - Complexity: one Cholesky factorization of the active part a round, typically 2 to 8.
  func solve() throws(CoreError) -> Solution {
    let n = matrix.rows
    // A zero row (x_i = 0) can meet no constraint; scale 1 keeps it finite, and its multiplier grows.
    let scale = (0..<n).map { matrix[$0, $0] > 0 ? 1 / matrix[$0, $0].squareRoot() : 1 }
    var scaled = matrix
    for j in 0..<n {
      for i in 0..<n { scaled[i, j] *= scale[i] * scale[j] }
    }
    var pivoting = BlockPivoting(matrix: scaled, shouldStop: shouldStop)
    if let z = try pivoting.solve(target: scale) {
      let solution = certify(z, scale: scale, factorizations: pivoting.factorizations)
      if solution.isConverged { return solution }
    }
    return try proximalRounds(scaled, scale: scale, pivoting: &pivoting)
  }

  /// λ_{k+1} = argmax over λ ≥ 0 of 1ᵀλ − ½λᵀKλ − ½ε‖λ − λ_k‖², in scaled variables.
  private func proximalRounds(
    _ scaled: Matrix, scale: [Double], pivoting: inout BlockPivoting
  ) throws(CoreError) -> Solution {
    let epsilon = 1e-6
    var regular = scaled
    for i in 0..<scaled.rows { regular[i, i] += epsilon }
    var rounds = BlockPivoting(matrix: regular, shouldStop: shouldStop)
    var z = [Double](repeating: 0, count: scaled.rows)
    var best: Solution?
    for _ in 0..<60 {
      let target = zip(scale, z).map { $0 + epsilon * $1 }
      guard let next = try rounds.solve(target: target) else { break }
      z = next
      let count = pivoting.factorizations + rounds.factorizations
      let solution = certify(z, scale: scale, factorizations: count)
      if best.map({ solution.residual < $0.residual }) ?? true { best = solution }
      if solution.isConverged || isHopeless(solution.multipliers) { break }
    }
    return best ?? certify(z, scale: scale, factorizations: pivoting.factorizations)
  }

  private func certify(_ z: [Double], scale: [Double], factorizations: Int) -> Solution {
    let multipliers = zip(z, scale).map { max($0, 0) * $1 }
    let margins = LinearAlgebra.product(matrix, multipliers)
    var residual = 0.0
    for (multiplier, margin) in zip(multipliers, margins) {
      residual = max(residual, multiplier > 0 ? abs(margin - 1) : max(0, 1 - margin))
    }
    let total = multipliers.reduce(0, +)
    let square = LinearAlgebra.dot(multipliers, margins)
    let gap = total > 0 ? abs(total - square) / total : 1
    return Solution(
      multipliers: multipliers, margins: margins, residual: residual, dualityGap: gap,
      isConverged: residual <= Self.tolerance && gap <= Self.tolerance,
      factorizations: factorizations)
  }
}

/// Kz − b = w, z ≥ 0, w ≥ 0, zᵀw = 0 for a positive definite K of unit diagonal.
struct BlockPivoting {
  let matrix: Matrix
  let shouldStop: () -> Bool
  private(set) var factorizations = 0
  /// Where z > 0 is looked for; kept from one right-hand side to the next.
  private var active: [Bool]

  init(matrix: Matrix, shouldStop: @escaping () -> Bool) {
    self.matrix = matrix
    self.shouldStop = shouldStop
    active = [Bool](repeating: true, count: matrix.rows)
  }

  /// z, or `nil` where K is not positive definite on an active set, or the exchanges do not end.
  mutating func solve(target: [Double]) throws(CoreError) -> [Double]? {
    let n = matrix.rows
    var fewest = n + 1
    var patience = 3
    for _ in 0..<(3 * n + 100) {
      if shouldStop() { throw .interrupted }
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
  private mutating func solveActive(_ target: [Double]) throws(CoreError) -> [Double]? {
    let indices = active.indices.filter { active[$0] }
    var z = [Double](repeating: 0, count: target.count)
    if indices.isEmpty { return z }
    let part = matrix.submatrix(indices)
    factorizations += 1
    guard let factor = try Cholesky(part, shouldStop: shouldStop) else { return nil }
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
