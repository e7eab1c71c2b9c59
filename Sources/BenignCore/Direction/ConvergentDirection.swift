// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// The direction to which gradient descent converges once every neuron is activated.
///
///     minimize q₊‖w₊‖² + q₋‖w₋‖²   subject to   ỹᵢ f(xᵢ; w₊, w₋) ≥ 1,  i = 1…n
///
/// with the slopes of the activated pattern (Hashimoto 2026, problem 5).
struct ConvergentDirection: Sendable {
  /// λ (n, all ≥ 0); they need not be unique where n > 2d.
  let multipliers: [Double]
  let certificate: MarginProgram.Certificate
  let direction: LimitDirection
  /// 1/‖Ŵ‖, the limit of the normalised margin.
  let margin: Double
  /// Points at which the solution certainly has another pattern than problem (5) assumes.
  let inconsistentPoints: Int
  /// Whether the solution obeys the pattern that it assumes; gradient descent converges to it only then. `nil` where some product is too near to 0
  /// to tell. With γ = 1 no pattern matters; with γ = 0 descent goes there only if the own pairs become active, which depends on W(0).
  let isConsistent: Bool?
  /// Multipliers > 0, up to 1e-9 of the largest.
  let support: Int

  /// What became of problem (5).
  enum Outcome: Sendable {
    case found(ConvergentDirection)
    case unconverged(MarginProgram.Certificate?)
  }

  /// Solves problem (5) for data that some direction separates (see `Separability`).
  ///
  /// - Complexity: O(n³), typically two Cholesky factorizations.
  static func solve(
    _ problem: TrainingProblem, stop: StopSignal
  ) throws(CoreError) -> Outcome {
    let program = SeparatingProgram(
      problem, slopes: ActivatedPattern.slopes(problem), stop: stop)
    switch try program.program.solve() {
    case .unconverged(let certificate): return .unconverged(certificate)
    case .converged(let solution):
      return .found(ConvergentDirection(solution, of: program, in: problem))
    }
  }

  /// Problem (5)'s solution where it is found quickly, whether or not some direction separates the data.
  static func quick(
    _ problem: TrainingProblem, stop: StopSignal
  ) throws(CoreError) -> ConvergentDirection? {
    let program = SeparatingProgram(
      problem, slopes: ActivatedPattern.slopes(problem), stop: stop)
    let solution = try program.program.quickSolution()
    return solution.map { ConvergentDirection($0, of: program, in: problem) }
  }

  private init(
    _ solution: MarginProgram.Solution, of program: SeparatingProgram, in problem: TrainingProblem
  ) {
    multipliers = program.multipliers(solution)
    certificate = solution.certificate
    margin = program.margin(solution)
    let direction = program.direction(solution)
    self.direction = direction
    let largest = solution.multipliers.max() ?? 0
    support = solution.multipliers.count { $0 > 1e-9 * largest }
    if problem.network.isLinear {
      (inconsistentPoints, isConsistent) = (0, true)
      return
    }
    let labels = problem.labels
    // A ReLU neuron that stands at the origin is active nowhere, as (5) assumes of wrong pairs.
    let present = problem.presentSigns.filter {
      !problem.network.isReLU || direction.squaredNorms[$0] > 0
    }
    inconsistentPoints = labels.indices.count { i in
      present.contains {
        labels[i] * direction.products[$0][i] < -direction.uncertainties[$0][i]
      }
    }
    let isUncertain = labels.indices.contains { i in
      present.contains { abs(direction.products[$0][i]) <= direction.uncertainties[$0][i] }
    }
    isConsistent = inconsistentPoints > 0 ? false : isUncertain ? nil : true
  }
}

/// The pattern in which a_j ỹ_i ⟨w_j, x_i⟩ > 0 for every pair: slope 1 where the signs of neuron and label agree, else γ.
struct ActivatedPattern {
  /// ζ⁺ and ζ⁻ (n each).
  let slopes: [[Double]]
  /// K₅ = m a² (q₊ζ⁺ζ⁺ᵀ + q₋ζ⁻ζ⁻ᵀ) ∘ Z (n×n).
  let kernel: Matrix

  init(_ problem: TrainingProblem) {
    let outer = problem.network.outerWeight
    let labels = problem.labels
    let slopes = Self.slopes(problem)
    let weights = problem.signRanges.map { Double($0.count) * outer * outer }
    self.slopes = slopes
    kernel = problem.design.gram.scaled { i, k in
      let positive = weights[0] * slopes[0][i] * slopes[0][k]
      let negative = weights[1] * slopes[1][i] * slopes[1][k]
      return (positive + negative) * labels[i] * labels[k]
    }
  }

  /// ζ⁺ and ζ⁻ (n each).
  static func slopes(_ problem: TrainingProblem) -> [[Double]] {
    let gamma = problem.network.negativeSlope
    return [1.0, -1.0].map { sign in problem.labels.map { $0 == sign ? 1 : gamma } }
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
