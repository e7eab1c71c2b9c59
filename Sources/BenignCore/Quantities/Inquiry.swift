// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// An inquiry holds what quantities are computed from, on one state of training. It computes each part when it is first asked for, and keeps it.
///
/// This class asks a state at rest; `MovingInquiry` asks one in the middle of a run. Long work asks `stop`.
class Inquiry {
  let experiment: Experiment
  let problem: TrainingProblem
  private let resting: TrainingState
  /// How precise sampled quantities shall be.
  let effort: SampledError.Effort
  var stop: StopSignal
  var kept = Kept()

  /// The parts that have been computed. Each is `nil` until it is asked for.
  struct Kept {
    var state: TrainingState?
    var margins: [Double]?
    var geometry: NetworkGeometry?
    var alignment: Alignment??
    var runAlignment: Alignment.Angle??
    var mixture: MixtureFacts??
    var testError: TestError??
    var limitError: LimitError??
    var runLimitError: LimitError??
  }

  /// - Parameter effort: how precise sampled quantities are; `nil` is a standard error of 1 % and at most 100,000 points.
  /// - Throws: `.notReady`.
  init(
    _ experiment: Experiment, effort: SampledError.Effort? = nil, stop: StopSignal
  ) throws(CoreError) {
    self.experiment = experiment
    (problem, resting) = try experiment.requireTraining()
    self.effort =
      effort
      ?? SampledError.Effort(precision: 0.01, samples: 100_000, workers: experiment.workers)
    self.stop = stop
  }

  // MARK: What a run has at hand

  /// Counters, clocks and settings.
  var progress: TrainingProgress { resting.progress }

  /// L(W), by the reduction.
  var loss: Double { resting.lossValue(in: problem) }

  /// The share of points with ỹ_i f(x_i) ≤ 0.
  var trainError: Double { settledMargins.trainError }

  /// The estimated error, in every margin, of the leaps and flows since t = 0.
  var leapError: Double { resting.leapError }

  /// The state with all that a run holds back.
  func settle() -> TrainingState { resting }

  // MARK: What is computed and kept

  var settled: TrainingState { kept(\.state) { settle() } }

  /// u (n).
  var settledMargins: [Double] { kept(\.margins) { settled.margins(in: problem) } }

  /// W by its signs.
  var geometry: NetworkGeometry {
    kept(\.geometry) { NetworkGeometry(of: settled, in: problem) }
  }

  /// How many pairs are activated.
  var activation: PairActivation {
    kept.geometry?.activation ?? PairActivation(of: settled.preactivations, in: problem)
  }

  /// `nil` where the data come from a file.
  var mixture: MixtureFacts? {
    kept(\.mixture) { experiment.mixture.map { MixtureFacts($0) } }
  }

  /// Whether the data are separable, and problem (5)'s solution if they are; the problem keeps it.
  func direction() throws(CoreError) -> DirectionAnswer {
    try problem.directionAnswer(stop: stop)
  }

  /// W against the solution of problem (5); `nil` where that has none.
  func alignment() throws(CoreError) -> Alignment? {
    try kept(\.alignment) { () throws(CoreError) in
      try direction().direction.map { Alignment(of: geometry, with: $0.direction) }
    }
  }

  /// The run's alignment with its own limit: with (5)'s where that is consistent; `nil` where that limit is not certain, and where some own
  /// pair is not activated, since the limit then depends on W(0).
  func runAlignment() throws(CoreError) -> Alignment.Angle? {
    try kept(\.runAlignment) { () throws(CoreError) in
      guard let solved = try direction().direction, !(try limitDependsOnStart()) else { return nil }
      if solved.isConsistent == true { return try alignment()?.whole }
      guard geometry.activation.isOwnWhole else { return nil }
      let limit = try problem.solvedRunLimit(stop: stop)
      return limit.flatMap { Alignment(of: geometry, with: $0).whole }
    }
  }

  /// Whether the run's limit depends on W(0) though problem (5) has a solution: some own pair is not activated, and either γ = 0, where a
  /// point on which an own neuron is not active may never move it, or (5) is not consistent and the run has begun.
  func limitDependsOnStart() throws(CoreError) -> Bool {
    guard let solved = try direction().direction, !activation.isOwnWhole else { return false }
    return problem.network.isReLU || solved.isConsistent != true && hasBegun
  }

  /// Whether W is no longer W(0).
  private var hasBegun: Bool { progress.step > 0 || progress.time > 0 }

  /// Whether a limit of the run's own is one only if every own pair is activated later.
  func awaitsActivation() throws(CoreError) -> Bool {
    guard let solved = try direction().direction else { return false }
    return solved.isConsistent != true && !activation.isOwnWhole
  }

  // MARK: Keeping

  /// A part that was computed before, or is now.
  final func kept<Part, Failure: Error>(
    _ part: WritableKeyPath<Kept, Part?>, _ compute: () throws(Failure) -> Part
  ) throws(Failure) -> Part {
    if let known = kept[keyPath: part] { return known }
    let computed = try compute()
    kept[keyPath: part] = computed
    return computed
  }
}

extension Inquiry {
  /// ‖W‖.
  var norm: Double { geometry.squaredNorm.squareRoot() }

  /// min ỹ_i f(x_i)/‖W‖; `nil` for W = 0.
  var margin: Double? { norm > 0 ? settledMargins.min().map { $0 / norm } : nil }
}

extension [Double] {
  /// The share of margins that are not above 0.
  var trainError: Double { Double(count { $0 <= 0 }) / Double(Swift.max(count, 1)) }
}

extension TrainingState {
  /// L(W), by the reduction.
  func lossValue(in problem: TrainingProblem) -> Double {
    progress.loss.total(margins(in: problem)) * progress.reduction.weight(points: problem.points)
  }
}
