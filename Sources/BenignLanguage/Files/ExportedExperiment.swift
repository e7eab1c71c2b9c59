// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// An experiment in a file, as `export experiment` writes and `load` reads it: one JSON object.
struct ExportedExperiment: Sendable {
  static let format = "benign-experiment"
  static let version = 1

  /// All but the long lists of numbers.
  let settings: Settings
  /// ỹ and y.
  let observed, clean: [Double]
  /// X (n×d), in reduced coordinates.
  let points: Matrix
  let mu, variance, a: [Double]
  /// W (m×d).
  let weights: Matrix
  /// B (n×m): w_j(t) = w_j(0) + Σ_i B_ij x_i.
  let coefficients: Matrix
  /// H = X Wᵀ (n×m) with the rounding of the run that led to it; older files lack it.
  let preactivations: Matrix?
  /// C and X Vᵀ (n×m) of the velocity V; only where there is one.
  let velocity: Velocity?

  struct Settings: Codable, Sendable {
    let format: String
    let version: Int
    let t, time, gamma: Double
    let lr: Nullable<Double>
    let explicitSteps, leaptSteps: Double
    /// Older files lack it.
    let leapError: Double?
    let lossIncreases: Double
    let activationStep: Nullable<Double>
    /// One of the two: what the data came from.
    let mixture: MixtureKeys?
    let dataset: DatasetKeys?
    let network: NetworkKeys
    let training: TrainingKeys
    /// The clusters that fresh points come from; absent for a pair ±mu of equal weight without bias.
    let clusters: [ClusterKeys]?

    enum CodingKeys: String, CodingKey {
      case format, version, t, time, gamma, lr, mixture, dataset, network, training, clusters
      case explicitSteps = "explicit_steps"
      case leaptSteps = "leapt_steps"
      case leapError = "leap_error"
      case lossIncreases = "loss_increases"
      case activationStep = "activation_step"
    }
  }

  /// One cluster's probability, label and mean (d).
  struct ClusterKeys: Codable, Sendable {
    let share, label: Double
    let mean: [Double]
  }

  struct TrainingKeys: Codable, Sendable {
    let lr: Nullable<Double>
    let loss: String
    let reduction: String
    /// Whether lr was given as a number; older files do not say it.
    let isRateGiven: Bool?
    /// Only where it is not plain gradient descent, or was not.
    let optimization: OptimizationKeys?

    enum CodingKeys: String, CodingKey {
      case lr, loss, reduction
      case isRateGiven = "lr_given"
      case optimization
    }
  }

  struct OptimizationKeys: Codable, Sendable {
    let optimizer: String
    let momentum, decay: Double
    let batch: Int
    /// The factors of W(0) that are left in W and in V.
    let initialScale: Double
    let velocityScale: Double?

    enum CodingKeys: String, CodingKey {
      case optimizer, momentum, decay, batch
      case initialScale = "initial_scale"
      case velocityScale = "velocity_scale"
    }
  }

  /// The names of the long lists.
  enum Vector: String, CaseIterable {
    case observed, clean, mu, variance, a
  }

  enum Table: String, CaseIterable {
    case points = "X"
    case weights = "W"
    case coefficients = "B"
    case preactivations = "H"
    case velocityCoefficients = "VB"
    case velocityPreactivations = "VH"
  }

  func numbers(_ vector: Vector) -> [Double] {
    switch vector {
    case .observed: observed
    case .clean: clean
    case .mu: mu
    case .variance: variance
    case .a: a
    }
  }

  func numbers(_ table: Table) -> Matrix? {
    switch table {
    case .points: points
    case .weights: weights
    case .coefficients: coefficients
    case .preactivations: preactivations
    case .velocityCoefficients: velocity?.coefficients
    case .velocityPreactivations: velocity?.preactivations
    }
  }
}

extension ExportedExperiment {
  /// - Throws: `.notReady`.
  init(_ experiment: Experiment) throws(CoreError) {
    let snapshot = try experiment.snapshot()
    let position = try experiment.position()
    guard let network = experiment.network else { throw .notReady(.network) }
    (observed, clean, points) = (snapshot.observed, snapshot.clean, snapshot.points)
    (mu, variance, a) = (snapshot.mean, snapshot.variances, snapshot.outer)
    weights = snapshot.weights
    coefficients = position.coefficients
    preactivations = position.preactivations
    velocity = position.velocity
    settings = Settings(
      format: Self.format, version: Self.version, t: position.step, time: position.time,
      gamma: snapshot.negativeSlope, lr: Nullable(position.learningRate),
      explicitSteps: position.explicitSteps, leaptSteps: position.leaptSteps,
      leapError: position.leapError,
      lossIncreases: position.lossIncreases, activationStep: Nullable(position.activationStep),
      mixture: experiment.mixture.map { MixtureKeys($0) },
      dataset: experiment.dataset.map { DatasetKeys($0) }, network: NetworkKeys(network),
      training: TrainingKeys(
        lr: Nullable(position.learningRate), loss: position.loss.word,
        reduction: position.reduction.rawValue, isRateGiven: position.isRateGiven,
        optimization: OptimizationKeys(position)),
      clusters: Self.clusters(of: experiment, snapshot))
  }

  private static func clusters(
    of experiment: Experiment, _ snapshot: ExperimentSnapshot
  ) -> [ClusterKeys]? {
    guard let mixture = experiment.mixture, let network = experiment.network,
      !mixture.isPaper || network.bias > 0
    else { return nil }
    return snapshot.clusters.map {
      ClusterKeys(share: $0.share, label: $0.label, mean: $0.mean)
    }
  }
}

extension ExportedExperiment.OptimizationKeys {
  /// `nil` for gradient descent from t = 0 on.
  fileprivate init?(_ position: TrainingPosition) {
    let settings = position.optimization
    if settings.isPlain, position.initialScale == 1 { return nil }
    optimizer = settings.optimizer.word
    (momentum, decay, batch) = (settings.momentum, settings.decay, settings.batch)
    initialScale = position.initialScale
    velocityScale = position.velocity?.initialScale
  }
}
