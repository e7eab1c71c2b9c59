// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// Where training stood when an experiment was exported, with what proves that it belongs to its definitions.
public struct TrainingPosition: Sendable, Equatable, HoldsProgress {
  /// ỹ and y (n), ±1.
  public var observed, clean: [Double]
  /// X (n×d).
  public var points: Matrix
  /// B (n×m): w_j = w_j(0) + Σ_i B_ij x_i.
  public var coefficients: Matrix
  /// W(t) (m×d).
  public var weights: Matrix
  /// H = X Wᵀ (n×m), every bit of it; `nil` where only the rest is known.
  public var preactivations: Matrix?
  /// V; `nil` where nothing is carried from step to step.
  public var velocity: Velocity?
  /// The counters, the clock and the settings of training.
  public var progress: TrainingProgress

  /// A position of these parts; `Experiment.init(resuming:data:network:stop:)` checks them.
  public init(
    observed: [Double], clean: [Double], points: Matrix, preactivations: Matrix? = nil,
    coefficients: Matrix, weights: Matrix, velocity: Velocity? = nil, progress: TrainingProgress
  ) {
    (self.observed, self.clean, self.points) = (observed, clean, points)
    (self.preactivations, self.coefficients) = (preactivations, coefficients)
    (self.weights, self.velocity, self.progress) = (weights, velocity, progress)
  }
}

extension Experiment {
  /// Where training stands now.
  /// - Throws: `.notReady`.
  public func position() throws(CoreError) -> TrainingPosition {
    let (problem, state) = try requireTraining()
    return TrainingPosition(
      observed: problem.labels, clean: problem.design.cleanLabels, points: problem.design.points,
      preactivations: state.preactivations, coefficients: state.coefficients,
      weights: problem.weights(of: state), velocity: state.velocity, progress: state.progress)
  }

  /// The experiment of these definitions with training where it stood; nothing is recorded yet.
  ///
  /// Data are drawn or read again and initial neurons drawn again, and must be those of the position:
  /// other processors and builds agree to about 1e-9.
  /// - Throws: `.invalid` where the position is not of these data and this network; `.file`, `.resourceLimit`, `.interrupted`.
  public init(
    resuming position: TrainingPosition, data: DataSource, network: NetworkDefinition,
    stop: StopSignal
  ) throws(CoreError) {
    self.init()
    try define(data, stop: stop)
    try define(network, stop: stop)
    try changeAbandonably(size: size, stop: stop) {
      (experiment, _) throws(CoreError) in
      try experiment.resume(position, data: data)
    }
  }

  private mutating func resume(
    _ position: TrainingPosition, data: DataSource
  ) throws(CoreError) {
    let (problem, start) = try requireTraining()
    guard position.points.agrees(with: problem.design.points), position.observed == problem.labels,
      position.clean == problem.design.cleanLabels
    else { throw data.mismatch }
    try position.check(against: start)
    var state = start
    state.coefficients = position.coefficients
    let moved = LinearAlgebra.product(problem.design.gram, position.coefficients)
    for index in moved.storage.indices {
      state.preactivations.storage[index] *= position.initialScale
      state.preactivations.storage[index] += moved.storage[index]
    }
    // The same product, with the last bits of the run that led here.
    if let known = position.preactivations {
      guard known.agrees(with: state.preactivations) else {
        throw .invalid(key: "H", reason: "these products do not follow from the coefficients")
      }
      state.preactivations = known
    }
    state.progress = position.progress
    state.velocity = position.velocity
    guard position.weights.agrees(with: problem.weights(of: state)) else {
      throw .invalid(key: "W", reason: "these weights do not follow from the coefficients")
    }
    training = state
  }
}

extension TrainingPosition {
  fileprivate func check(against start: TrainingState) throws(CoreError) {
    guard coefficients.rows == start.coefficients.rows,
      coefficients.columns == start.coefficients.columns,
      coefficients.storage.allSatisfy(\.isFinite)
    else { throw .invalid(key: "B", reason: "there is not one finite coefficient a pair") }
    let counts = [
      progress.step, progress.explicitSteps, progress.leaptSteps, progress.lossIncreases,
      progress.activationStep ?? 0,
    ]
    guard counts.allSatisfy({ $0 >= 0 && $0.isFinite && $0 == $0.rounded() }), progress.time >= 0,
      progress.time.isFinite, progress.learningRate.map({ $0 > 0 && $0.isFinite }) ?? true
    else { throw .invalid(key: "t", reason: "the counters are no steps and no times") }
    let parts = velocity.map { [$0.preactivations, $0.coefficients] } ?? []
    guard
      parts.allSatisfy({
        $0.rows == coefficients.rows && $0.columns == coefficients.columns
          && $0.storage.allSatisfy(\.isFinite)
      }), (velocity?.initialScale ?? 0).isFinite, progress.initialScale.isFinite
    else { throw .invalid(key: "V", reason: "there is not one finite velocity a pair") }
    try progress.optimization.validate(points: coefficients.rows)
    guard progress.leapError >= 0, progress.leapError.isFinite else {
      throw .invalid(key: "leap_error", reason: "this error is no finite number ≥ 0")
    }
  }
}

extension DataSource {
  /// The error that these data are not those of a position.
  fileprivate var mismatch: CoreError {
    switch self {
    case .mixture:
      .invalid(key: "X", reason: "these points are not those of the mixture and its seed")
    case .dataset(let dataset):
      .file(
        path: dataset.path, reason: "its rows are not those that were trained on", row: nil,
        column: nil)
    }
  }
}

extension Matrix {
  /// Whether all entries differ by at most 1e-6 of the largest one.
  fileprivate func agrees(with other: Matrix) -> Bool {
    guard rows == other.rows, columns == other.columns else { return false }
    let largest = other.storage.reduce(0) { max($0, abs($1)) }
    return zip(storage, other.storage).allSatisfy { abs($0 - $1) <= 1e-6 * largest }
  }
}
