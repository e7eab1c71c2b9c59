// SPDX-License-Identifier: Apache-2.0

public import Concurrency
import RealModule

extension Experiment {
  /// The hypotheses of the theorems, each with its number here; nothing is said where the source states no constant.
  ///
  /// - Throws: `.notReady`, `.interrupted`.
  public func conditions(stop: StopSignal) throws(CoreError) -> [Condition] {
    try abandonably(size: size, stop: stop) {
      (experiment, stop) throws(CoreError) in
      try experiment.findConditions(stop: stop)
    }
  }

  fileprivate static let beyondPrecision = "; undecided: the value is beyond double precision"

  private static let atOrigin = "; no value: a point is the origin"

  private func findConditions(stop: StopSignal) throws(CoreError) -> [Condition] {
    let (problem, state) = try requireTraining()
    let pairs = PairwiseStatistics(problem.design)
    let rate = try assumedLearningRate(stop: stop)
    let activation = InitialActivation(problem, state: state, learningRate: rate)
    let hasOrigin = problem.design.hasOrigin
    let isFinite =
      rate.isNormal && (hasOrigin || (pairs.map { $0.finiteOrthogonality != nil } ?? true))
    let decrease = try decreasingLoss(rate: rate, pairs: pairs, stop: stop)
    var conditions = [
      Condition(
        name: .activation, value: isFinite ? activation.shareAfterFirstStep : .nan, threshold: 1,
        source: "share of activated pairs after the first step (Lemma on activation)"
      ) { $0 == 1 },
      Condition(
        name: .positiveCorrelation, value: pairs?.leastCorrelation, threshold: 0,
        source: "min over i≠k of ⟨ỹ_i x_i, ỹ_k x_k⟩ ≥ 0 (Theorem 4.8, first case)"
      ) { $0 >= 0 },
      Condition(
        name: .nearOrthogonality, value: pairs.flatMap(\.finiteOrthogonality), threshold: nil,
        holds: nil,
        source: "n max|⟨x_i, x_k⟩| / min‖x_i‖², small (Theorem 4.8, second case; no constant)"
          + (hasOrigin ? Self.atOrigin : isFinite ? "" : Self.beyondPrecision)),
      Condition(
        name: .smallInit, value: activation.smallInitRatio, threshold: 1,
        source: activation.smallInitRatio == nil
          ? "initial noise over first update; undecided: the bound on the update is not positive"
          : "initial noise over first update, sufficient for activation with probability 0.99"
      ) { $0 < 1 },
      decrease,
    ]
    conditions.append(contentsOf: mixtureConditions())
    return conditions
  }

  /// The last step's α, or what lr=auto would choose; not a number where that finds none.
  private func assumedLearningRate(stop: StopSignal) throws(CoreError) -> Double {
    let (problem, state) = try requireTraining()
    if let rate = state.learningRate { return rate }
    do throws(CoreError) {
      return try LearningRateRule(problem: problem).rate(from: state, stop: stop)
    } catch {
      // The conditions then have no value, and say so.
      if case .invalid = error { return .nan }
      throw error
    }
  }

  private func decreasingLoss(
    rate: Double, pairs: PairwiseStatistics?, stop: StopSignal
  ) throws(CoreError) -> Condition {
    let (problem, state) = try requireTraining()
    let rule = LearningRateRule(problem: problem)
    let value = try rule.decreaseBound(rate, state: state, stop: stop)
    let alwaysDecreases = pairs.map { $0.leastCorrelation >= 0 } ?? true
    return Condition(
      name: .decreasingLoss, value: value, threshold: 1,
      source: alwaysDecreases
        ? "all correlations ≥ 0: every loss decreases for every learning rate"
        : rule.decreaseText(of: state.loss) + ", below 1"
    ) { $0 < 1 || alwaysDecreases }
  }

  private func mixtureConditions() -> [Condition] {
    guard let mixture else {
      return [.dimensionSignal, .dimensionPoints, .moments].map { name in
        Condition(
          name: name, value: nil, threshold: nil, holds: nil,
          source: "has no value without a mixture")
      }
    }
    let n = Double(mixture.points)
    let isotropic = mixture.covariance == .isotropic
    let size = mixture.meanNorm * mixture.meanNorm / (mixture.noiseLevel * mixture.noiseLevel)
    let ratio = isotropic && size > 0 ? mixture.dimension / (n * size) : nil
    return [
      Condition(
        name: .dimensionSignal, value: ratio, threshold: nil, holds: nil,
        source: "p/(n‖μ‖²/σ²), large (Assumption 6.1, Σ = I; no constant)"),
      Condition(
        name: .dimensionPoints, value: isotropic ? mixture.dimension / (n * n) : nil,
        threshold: nil, holds: nil, source: "p/n², large (Assumption 6.1, Σ = I; no constant)"),
      Condition(
        name: .moments, value: mixture.noise.finiteMoments, threshold: 2, holds: true,
        source: mixture.noise.finiteMoments == nil
          ? "all moments are finite (PM: r in (2, 4])"
          : "moments below this are finite (PM: r in (2, 4])"),
    ]
  }
}

extension Condition {
  /// A condition that is decided by its value. What is not a finite number decides nothing, and the source then says so.
  fileprivate init(
    name: Name, value: Double?, threshold: Double, source: String, where holds: (Double) -> Bool
  ) {
    let isBeyond = value.map { !$0.isFinite } ?? false
    self.init(
      name: name, value: isBeyond ? nil : value, threshold: threshold,
      holds: isBeyond ? nil : value.map(holds),
      source: isBeyond ? source + Experiment.beyondPrecision : source)
  }
}
