// SPDX-License-Identifier: Apache-2.0

/// Where gradient descent goes when problem (5)'s solution contradicts the pattern that (5) assumes.
///
/// Wrong pairs enter through −φ, which is concave: min ‖W‖² subject to Σ_own a h_ij − Σ_wrong a φ(h_ij) ≥ 1, own pairs with slope 1. In the
/// dual every point has two copies, (i, 1) and (i, γ), by the slope of its wrong pairs: K̃ = ỹỹᵀ∘G∘ma²(q₊z⁺z⁺ᵀ + q₋z⁻z⁻ᵀ), z^own = 1,
/// z^wrong ∈ {1, γ}. Where no copy (i, 1) is active it is (5). Own pairs that are not activated would make the limit depend on W(0).
enum RunLimit {
  /// - Returns: `nil` where the dual has no solution to the verifier's tolerance of 1e-6.
  static func solve(
    _ problem: TrainingProblem, shouldStop: @escaping () -> Bool
  ) throws(CoreError) -> LimitDirection? {
    let n = problem.points
    let gamma = problem.network.negativeSlope
    let outer = problem.network.outerWeight
    let labels = problem.labels
    let weights = problem.signRanges.map { Double($0.count) * outer * outer }
    // z^s of copy k: 1 on own pairs; on wrong ones 1 in the first n copies, γ in the others.
    let slopes = [1.0, -1.0].map { sign in
      (0..<2 * n).map { labels[$0 % n] == sign || $0 < n ? 1 : gamma }
    }
    var kernel = Matrix(rows: 2 * n, columns: 2 * n)
    let gram = problem.design.gram
    for k in 0..<2 * n {
      for i in 0..<2 * n {
        let own = weights[0] * slopes[0][i] * slopes[0][k]
        let other = weights[1] * slopes[1][i] * slopes[1][k]
        kernel[i, k] = (own + other) * labels[i % n] * labels[k % n] * gram[i % n, k % n]
      }
    }
    let solution = try NonnegativeQuadraticProgram(kernel, shouldStop: shouldStop).solve()
    guard solution.residual <= 1e-6 else { return nil }
    let coefficients = slopes.map { slope in
      (0..<n).map { i in
        labels[i]
          * (solution.multipliers[i] * slope[i] + solution.multipliers[n + i] * slope[n + i])
      }
    }
    return LimitDirection(coefficients: coefficients, in: problem)
  }
}
