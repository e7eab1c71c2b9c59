// SPDX-License-Identifier: Apache-2.0

/// The direction to which gradient descent converges once every neuron is activated.
///
///     minimize q₊‖w₊‖² + q₋‖w₋‖²   subject to   ỹᵢ f(xᵢ; w₊, w₋) ≥ 1,  i = 1…n
///
/// with the slopes of the activated pattern (Hashimoto 2026, problem 5). Solved in the dual, n non-negative multipliers.
struct ConvergentDirection: Sendable {
  /// λ (n, all ≥ 0).
  let multipliers: [Double]
  /// Largest violation of a KKT condition, relative.
  let residual: Double
  /// |1ᵀλ − λᵀK₅λ| / 1ᵀλ.
  let dualityGap: Double
  let direction: LimitDirection
  /// Points at which the solution has another pattern than problem (5) assumes.
  let inconsistentPoints: Int
  /// Multipliers > 0, up to 1e-9 of the largest.
  let support: Int

  /// Whether the solution obeys the pattern that it assumes; gradient descent converges to it only then.
  var isConsistent: Bool { inconsistentPoints == 0 }
  /// ‖Ŵ‖, which is √(1ᵀλ).
  var norm: Double { direction.squaredNorm.squareRoot() }

  /// - Returns: the solution with its certificate; it is meaningless where the data are not separable (see `Separability`).
  /// - Complexity: O(n³), typically two Cholesky factorizations.
  init(of problem: TrainingProblem, shouldStop: @escaping () -> Bool) throws(CoreError) {
    let slopes = ActivatedPattern(problem)
    let program = NonnegativeQuadraticProgram(slopes.kernel, shouldStop: shouldStop)
    let solution = try program.solve()
    let multipliers = solution.multipliers
    self.multipliers = multipliers
    residual = solution.residual
    dualityGap = solution.dualityGap
    let labels = problem.labels
    let coefficients = slopes.slopes.map { slope in
      multipliers.indices.map { multipliers[$0] * labels[$0] * slope[$0] }
    }
    let direction = LimitDirection(coefficients: coefficients, in: problem)
    self.direction = direction
    let present = problem.signRanges.indices.filter { !problem.signRanges[$0].isEmpty }
    inconsistentPoints = labels.indices.count { i in
      present.contains { labels[i] * direction.products[$0][i] <= 0 }
    }
    let largest = multipliers.max() ?? 0
    support = multipliers.count { $0 > 1e-9 * largest }
  }
}

/// The pattern in which a_j ỹ_i ⟨w_j, x_i⟩ > 0 for every pair: slope 1 where the signs of neuron and label agree, else γ.
struct ActivatedPattern {
  /// ζ⁺ and ζ⁻ (n each).
  let slopes: [[Double]]
  /// K₅ = m a² (q₊ζ⁺ζ⁺ᵀ + q₋ζ⁻ζ⁻ᵀ) ∘ Z (n×n).
  let kernel: Matrix

  init(_ problem: TrainingProblem) {
    let gamma = problem.network.negativeSlope
    let outer = problem.network.outerWeight
    let labels = problem.labels
    let slopes = [1.0, -1.0].map { sign in labels.map { $0 == sign ? 1 : gamma } }
    let weights = problem.signRanges.map { Double($0.count) * outer * outer }
    self.slopes = slopes
    kernel = problem.design.gram.scaled { i, k in
      let positive = weights[0] * slopes[0][i] * slopes[0][k]
      let negative = weights[1] * slopes[1][i] * slopes[1][k]
      return (positive + negative) * labels[i] * labels[k]
    }
  }
}

extension Matrix {
  /// Each entry times a factor of its place.
  func scaled(by factor: (_ row: Int, _ column: Int) -> Double) -> Matrix {
    var result = self
    for j in 0..<columns {
      for i in 0..<rows { result.storage[i + j * rows] *= factor(i, j) }
    }
    return result
  }
}
