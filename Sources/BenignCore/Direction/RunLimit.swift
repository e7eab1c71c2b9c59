// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Where gradient descent goes when problem (5)'s solution contradicts the pattern that (5) assumes.
///
/// Wrong pairs enter through −φ, which is concave: min ‖W‖² subject to Σ_own a h_ij − Σ_wrong a φ(h_ij) ≥ 1, own pairs with slope 1. Since −φ(h) is the
/// smaller of −h and −γh, every point has two constraints, in which its wrong pairs have slope 1 and slope γ. Where none of slope 1 is active
/// it is (5). Own pairs that are not activated would make the limit depend on W(0).
enum RunLimit {
  /// - Returns: `nil` where the program did not converge, and where an own pair of its solution is not certainly activated: the slope 1 that
  ///   the program assumes of own pairs then contradicts itself, and the limit depends on W(0).
  static func solve(
    _ problem: TrainingProblem, stop: StopSignal
  ) throws(CoreError) -> LimitDirection? {
    let assumed = ActivatedPattern.slopes(problem)
    let slopes = assumed.map { [Double](repeating: 1, count: $0.count) + $0 }
    let program = SeparatingProgram(problem, slopes: slopes, stop: stop)
    switch try program.program.solve() {
    case .unconverged: return nil
    case .converged(let solution):
      let direction = program.direction(solution)
      return problem.presentSigns.allSatisfy { direction.activatesOwn(sign: $0, in: problem) }
        ? direction : nil
    }
  }
}

extension LimitDirection {
  /// Whether ⟨p_s, x_i⟩ has the sign of the label for every point whose label has sign s, beyond doubt.
  fileprivate func activatesOwn(sign: Int, in problem: TrainingProblem) -> Bool {
    let own: Double = sign == 0 ? 1 : -1
    return problem.labels.indices.allSatisfy { i in
      problem.labels[i] != own || own * products[sign][i] > uncertainties[sign][i]
    }
  }
}
