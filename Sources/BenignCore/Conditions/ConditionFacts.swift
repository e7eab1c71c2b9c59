// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// These are the facts that the conditions of one experiment are found from.
struct ConditionFacts {
  let problem: TrainingProblem
  let state: TrainingState
  /// `nil` where the data come from a file.
  let mixture: Mixture?
  /// `nil` for a single point.
  let pairs: PairwiseStatistics?
  /// The last step's α, or what lr=auto would choose; not a number where that finds none.
  let learningRate: Double
  let activation: InitialActivation
  /// Whether some point is the origin.
  let hasOrigin: Bool
  let stop: StopSignal

  /// - Throws: `.notReady`, `.interrupted`.
  init(_ experiment: Experiment, stop: StopSignal) throws(CoreError) {
    (problem, state) = try experiment.requireTraining()
    mixture = experiment.mixture
    pairs = PairwiseStatistics(problem.design)
    learningRate = try Self.learningRate(problem, state, stop: stop)
    activation = InitialActivation(problem, state: state, learningRate: learningRate)
    hasOrigin = problem.design.hasOrigin
    self.stop = stop
  }

  /// Whether double precision holds the learning rate and the points' inner products.
  var isFinite: Bool {
    learningRate.isNormal && (hasOrigin || (pairs.map { $0.finiteOrthogonality != nil } ?? true))
  }

  /// Why the paper's theorems do not speak of this experiment; `nil` where they do.
  var theoremGap: String? {
    let network = problem.network
    return network.isReLU || network.isLinear ? "the theorems assume 0 < γ < 1" : nil
  }

  /// Why the paper's assumptions on the mixture do not speak of this one.
  var mixtureGap: String? {
    if let mixture, !mixture.isPaper { return "the paper assumes two clusters of equal weight" }
    return problem.network.bias > 0 ? "the paper assumes a network without bias" : nil
  }

  private static func learningRate(
    _ problem: TrainingProblem, _ state: TrainingState, stop: StopSignal
  ) throws(CoreError) -> Double {
    if let rate = state.learningRate { return rate }
    do throws(CoreError) {
      return try LearningRateRule(problem: problem).rate(from: state, stop: stop)
    } catch {
      // The conditions then have no value, and say so.
      if case .invalid = error { return .nan }
      throw error
    }
  }
}
