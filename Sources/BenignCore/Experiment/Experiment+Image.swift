// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where training stands, bit by bit, with what tells the data that it belongs to.
public struct TrainingImage: Sendable, Equatable {
  /// H (n×m) and B (n×m); `nil` at t = 0, where the definitions decide them.
  public var matrices: Matrices?
  public var step: Double
  public var time: Double
  public var explicitSteps: Double
  public var leaptSteps: Double
  /// The estimated error, in every margin, of the leaps and flows since t = 0.
  public var leapError = 0.0
  public var lossIncreases: Double
  public var activationStep: Double?
  public var diverged: Bool
  public var learningRate: Double?
  /// Whether the learning rate was given as a number.
  public var isRateGiven: Bool
  public var loss: Loss
  public var reduction: Reduction
  /// Of data and initial neurons.
  public var fingerprint: UInt64

  public struct Matrices: Sendable, Equatable {
    public var preactivations: Matrix
    public var coefficients: Matrix

    public init(preactivations: Matrix, coefficients: Matrix) {
      self.preactivations = preactivations
      self.coefficients = coefficients
    }
  }

  /// Training that has not begun, of unknown data.
  public init(loss: Loss, reduction: Reduction) {
    (step, time, explicitSteps, leaptSteps, lossIncreases) = (0, 0, 0, 0, 0)
    (diverged, isRateGiven) = (false, false)
    (self.loss, self.reduction) = (loss, reduction)
    fingerprint = 0
  }
}

extension Experiment {
  /// Where training stands; `nil` without data or network.
  public var image: TrainingImage? {
    guard let problem, let training else { return nil }
    var image = TrainingImage(loss: training.loss, reduction: training.reduction)
    if !training.isAtStart {
      image.matrices = TrainingImage.Matrices(
        preactivations: training.preactivations, coefficients: training.coefficients)
    }
    image.step = training.step
    image.time = training.time
    image.explicitSteps = training.explicitSteps
    image.leaptSteps = training.leaptSteps
    image.leapError = training.leapError
    image.lossIncreases = training.lossIncreases
    image.activationStep = training.activationStep
    image.diverged = training.diverged
    image.learningRate = training.learningRate
    image.isRateGiven = training.isRateGiven
    image.fingerprint = problem.fingerprint
    return image
  }

  /// Puts training where it stood, on data and a network that have just been defined again.
  ///
  /// - Returns: whether data and neurons are bit by bit those of the image; other processors and builds agree to about 1e-9.
  /// - Throws: `.invalid` where the image cannot be of these definitions, `.file` where a data set's rows are others.
  public mutating func restore(
    _ image: TrainingImage, trajectory: Trajectory
  ) throws(CoreError) -> Bool {
    let (problem, start) = try requireTraining()
    var state = start
    if let matrices = image.matrices {
      for matrix in [matrices.preactivations, matrices.coefficients] {
        guard matrix.rows == problem.points, matrix.columns == problem.neurons else {
          throw .invalid(key: "B", reason: "there is not one coefficient a pair")
        }
      }
      state.preactivations = matrices.preactivations
      state.coefficients = matrices.coefficients
    }
    state.step = image.step
    state.time = image.time
    state.explicitSteps = image.explicitSteps
    state.leaptSteps = image.leaptSteps
    state.leapError = image.leapError
    state.lossIncreases = image.lossIncreases
    state.activationStep = image.activationStep
    state.diverged = image.diverged
    state.learningRate = image.learningRate
    state.isRateGiven = image.isRateGiven
    state.loss = image.loss
    state.reduction = image.reduction
    let isSame = problem.fingerprint == image.fingerprint
    if !isSame, let dataset {
      throw .file(
        path: dataset.path, reason: "its rows are not those that were trained on", row: nil,
        column: nil)
    }
    training = state
    self.trajectory = trajectory
    return isSame
  }
}

extension Trajectory {
  /// - Parameter columns: one for each name, equally long.
  public init(names: [String], columns: [[Double]]) {
    precondition(names.count == columns.count, "\(names.count) names of \(columns.count) columns")
    self.names = names
    self.columns = columns
  }
}

extension TrainingProblem {
  /// Of labels, points, rows held out, initial neurons and the network's numbers, found once.
  var fingerprint: UInt64 {
    if let known = solutions.withLock({ $0.fingerprint }) { return known }
    var print = Fingerprint()
    print.add(design.labels)
    print.add(design.cleanLabels)
    print.add(design.points.storage)
    print.add(design.neurons.storage)
    if case .heldOut(let rows) = design.test {
      print.add(rows.labels)
      print.add(rows.points.storage)
    }
    print.add([network.negativeSlope, network.outerWeight, Double(network.positiveNeurons)])
    solutions.withLock { $0.fingerprint = print.value }
    return print.value
  }
}
