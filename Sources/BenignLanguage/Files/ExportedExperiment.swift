// SPDX-License-Identifier: Apache-2.0

import BenignCore
import FoundationEssentials

/// An experiment in a file, as `export experiment` writes and `load` reads it: one JSON object.
struct ExportedExperiment: Codable {
  static let format = "benign-experiment"
  static let version = 1

  let format: String
  let version: Int
  /// ỹ and y.
  let observed: [Double]
  let clean: [Double]
  /// n×d, in reduced coordinates.
  let points: [[Double]]
  let mu: [Double]
  let variance: [Double]
  let a: [Double]
  /// m×d.
  let weights: [[Double]]
  /// n×m: w_j(t) = w_j(0) + Σ_i B_ij x_i.
  let coefficients: [[Double]]
  let t: Double
  let time: Double
  let gamma: Double
  let lr: Nullable<Double>
  let explicitSteps: Double
  let leaptSteps: Double
  let lossIncreases: Double
  let activationStep: Nullable<Double>
  /// One of the two: what the data came from.
  let mixture: MixtureKeys?
  let dataset: DatasetKeys?
  let network: NetworkKeys
  let training: TrainingKeys

  enum CodingKeys: String, CodingKey {
    case format, version, observed, clean, mu, variance, a, t, time, gamma, lr
    case mixture, dataset, network, training
    case points = "X"
    case weights = "W"
    case coefficients = "B"
    case explicitSteps = "explicit_steps"
    case leaptSteps = "leapt_steps"
    case lossIncreases = "loss_increases"
    case activationStep = "activation_step"
  }

  struct TrainingKeys: Codable {
    let lr: Nullable<Double>
    let loss: String
    let reduction: String
  }
}

extension ExportedExperiment {
  /// - Throws: `.notReady`.
  init(_ experiment: Experiment) throws(CoreError) {
    let snapshot = try experiment.snapshot()
    let position = try experiment.position()
    guard let network = experiment.network else { throw .notReady(.network) }
    format = Self.format
    version = Self.version
    observed = snapshot.observed
    clean = snapshot.clean
    points = snapshot.points.nested
    mu = snapshot.mean
    variance = snapshot.variances
    a = snapshot.outer
    weights = snapshot.weights.nested
    coefficients = position.coefficients.nested
    t = snapshot.step
    time = snapshot.time
    gamma = snapshot.negativeSlope
    lr = Nullable(snapshot.learningRate)
    explicitSteps = position.explicitSteps
    leaptSteps = position.leaptSteps
    lossIncreases = position.lossIncreases
    activationStep = Nullable(position.activationStep)
    mixture = experiment.mixture.map { MixtureKeys($0) }
    dataset = experiment.dataset.map { DatasetKeys($0) }
    self.network = NetworkKeys(network)
    training = TrainingKeys(
      lr: Nullable(snapshot.learningRate), loss: position.loss.rawValue,
      reduction: position.reduction.rawValue)
  }

  /// The text of the file.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

extension Matrix {
  /// Row by row.
  fileprivate var nested: [[Double]] { (0..<rows).map(row) }
}
