// SPDX-License-Identifier: Apache-2.0

/// Where gradient descent goes when problem (5)'s solution contradicts the pattern that (5) assumes.
///
/// Wrong pairs enter through −φ, which is concave: min ‖W‖² subject to Σ_own a h_ij − Σ_wrong a φ(h_ij) ≥ 1, own pairs with slope 1. Since −φ(h) is the
/// smaller of −h and −γh, every point has two constraints, in which its wrong pairs have slope 1 and slope γ. Where none of slope 1 is active
/// it is (5). Own pairs that are not activated would make the limit depend on W(0).
enum RunLimit {
  /// - Returns: `nil` where the program did not converge.
  static func solve(
    _ problem: TrainingProblem, shouldStop: @escaping () -> Bool
  ) throws(CoreError) -> LimitDirection? {
    let assumed = ActivatedPattern.slopes(problem)
    let slopes = assumed.map { [Double](repeating: 1, count: $0.count) + $0 }
    let program = SeparatingProgram(problem, slopes: slopes, shouldStop: shouldStop)
    switch try program.program.solve() {
    case .unconverged: return nil
    case .converged(let solution): return program.direction(solution)
    }
  }
}
