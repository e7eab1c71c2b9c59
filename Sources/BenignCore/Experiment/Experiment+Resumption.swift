// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// Where training stood when an experiment was exported, with what proves that it belongs to its definitions.
public struct TrainingPosition: Sendable, Equatable {
  /// ỹ and y (n), ±1.
  public var observed: [Double]
  public var clean: [Double]
  /// X (n×d).
  public var points: Matrix
  /// B (n×m): w_j = w_j(0) + Σ_i B_ij x_i.
  public var coefficients: Matrix
  /// W(t) (m×d).
  public var weights: Matrix
  /// H = X Wᵀ (n×m), every bit of it; `nil` where only the rest is known.
  public var preactivations: Matrix?
  public var step: Double
  public var time: Double
  public var explicitSteps: Double
  public var leaptSteps: Double
  /// The estimated error, in every margin, of the leaps and flows since t = 0; 0 where it is not known.
  public var leapError: Double
  public var lossIncreases: Double
  public var activationStep: Double?
  public var learningRate: Double?
  /// Whether the learning rate was given as a number.
  public var isRateGiven: Bool
  public var loss: Loss
  public var reduction: Reduction

  public init(
    observed: [Double], clean: [Double], points: Matrix, preactivations: Matrix? = nil,
    coefficients: Matrix, weights: Matrix,
    step: Double, time: Double, explicitSteps: Double, leaptSteps: Double, leapError: Double = 0,
    lossIncreases: Double,
    activationStep: Double?, learningRate: Double?, isRateGiven: Bool, loss: Loss,
    reduction: Reduction
  ) {
    self.observed = observed
    self.clean = clean
    self.points = points
    self.preactivations = preactivations
    self.coefficients = coefficients
    self.weights = weights
    self.step = step
    self.time = time
    self.explicitSteps = explicitSteps
    self.leaptSteps = leaptSteps
    self.leapError = leapError
    self.lossIncreases = lossIncreases
    self.activationStep = activationStep
    self.learningRate = learningRate
    self.isRateGiven = isRateGiven
    self.loss = loss
    self.reduction = reduction
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
      weights: problem.weights(of: state), step: state.step,
      time: state.time, explicitSteps: state.explicitSteps, leaptSteps: state.leaptSteps,
      leapError: state.leapError,
      lossIncreases: state.lossIncreases, activationStep: state.activationStep,
      learningRate: state.learningRate, isRateGiven: state.isRateGiven, loss: state.loss,
      reduction: state.reduction)
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
      state.preactivations.storage[index] += moved.storage[index]
    }
    // The same product, with the last bits of the run that led here.
    if let known = position.preactivations {
      guard known.agrees(with: state.preactivations) else {
        throw .invalid(key: "H", reason: "these products do not follow from the coefficients")
      }
      state.preactivations = known
    }
    state.step = position.step
    state.time = position.time
    state.explicitSteps = position.explicitSteps
    state.leaptSteps = position.leaptSteps
    state.leapError = position.leapError
    state.lossIncreases = position.lossIncreases
    state.activationStep = position.activationStep
    state.learningRate = position.learningRate
    state.isRateGiven = position.isRateGiven
    state.loss = position.loss
    state.reduction = position.reduction
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
    let counts = [step, explicitSteps, leaptSteps, lossIncreases, activationStep ?? 0]
    guard counts.allSatisfy({ $0 >= 0 && $0.isFinite && $0 == $0.rounded() }), time >= 0,
      time.isFinite, learningRate.map({ $0 > 0 && $0.isFinite }) ?? true
    else { throw .invalid(key: "t", reason: "the counters are no steps and no times") }
    guard leapError >= 0, leapError.isFinite else {
      throw .invalid(key: "leap_error", reason: "this error is no finite number ≥ 0")
    }
  }
}

extension DataSource {
  /// That these data are not those of a position.
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
  /// Within 1e-6 of the largest entry, everywhere.
  fileprivate func agrees(with other: Matrix) -> Bool {
    guard rows == other.rows, columns == other.columns else { return false }
    let largest = other.storage.reduce(0) { max($0, abs($1)) }
    return zip(storage, other.storage).allSatisfy { abs($0 - $1) <= 1e-6 * largest }
  }
}
