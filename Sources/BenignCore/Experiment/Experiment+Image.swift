// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where training stands, bit by bit, with what tells the data that it belongs to.
public struct TrainingImage: Sendable, Equatable, HoldsProgress {
  /// H (n×m) and B (n×m); `nil` at t = 0, where the definitions decide them.
  public var matrices: Matrices?
  /// The counters, the clock and the settings of training.
  public var progress: TrainingProgress
  /// The fingerprint of data and initial neurons.
  public var fingerprint: UInt64

  /// The two matrices that training changes.
  public struct Matrices: Sendable, Equatable {
    /// H = X Wᵀ (n×m).
    public var preactivations: Matrix
    /// B (n×m): w_j = w_j(0) + Σ_i B_ij x_i.
    public var coefficients: Matrix
    /// V; `nil` where nothing is carried from step to step.
    public var velocity: Velocity?

    /// Both matrices have the same shape; `restore` checks it.
    public init(preactivations: Matrix, coefficients: Matrix, velocity: Velocity? = nil) {
      (self.preactivations, self.coefficients) = (preactivations, coefficients)
      self.velocity = velocity
    }
  }

  /// An image of these parts; `Experiment.restore` checks that they fit the definitions.
  public init(matrices: Matrices?, progress: TrainingProgress, fingerprint: UInt64) {
    (self.matrices, self.progress, self.fingerprint) = (matrices, progress, fingerprint)
  }
}

extension Experiment {
  /// Where training stands; `nil` without data or network.
  public var image: TrainingImage? {
    guard let problem, let training else { return nil }
    let matrices = TrainingImage.Matrices(
      preactivations: training.preactivations, coefficients: training.coefficients,
      velocity: training.velocity)
    return TrainingImage(
      matrices: training.isAtStart ? nil : matrices, progress: training.progress,
      fingerprint: problem.fingerprint)
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
      let ofVelocity = matrices.velocity.map { [$0.preactivations, $0.coefficients] } ?? []
      for matrix in [matrices.preactivations, matrices.coefficients] + ofVelocity {
        guard matrix.rows == problem.points, matrix.columns == problem.neurons else {
          throw .invalid(key: "B", reason: "there is not one coefficient a pair")
        }
      }
      state.preactivations = matrices.preactivations
      state.coefficients = matrices.coefficients
      state.velocity = matrices.velocity
    }
    state.progress = image.progress
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
  /// A hash over labels, points, rows held out, initial neurons and the network's numbers; it is found once.
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
