// SPDX-License-Identifier: Apache-2.0

import BenignCore
import FoundationEssentials

/// An experiment as `export experiment` writes it: one JSON object.
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
  let t: Double
  let time: Double
  let gamma: Double
  let lr: Nullable<Double>
  let mixture: MixtureKeys?
  let network: NetworkKeys
  let training: TrainingKeys

  enum CodingKeys: String, CodingKey {
    case format, version, observed, clean, mu, variance, a, t, time, gamma, lr
    case mixture, network, training
    case points = "X"
    case weights = "W"
  }

  struct MixtureKeys: Codable {
    let kind: String
    let n: Int
    let p: Double
    let mu: Double
    let noise: Double
    let flip: Double
    let seed: UInt64
  }

  struct NetworkKeys: Codable {
    let m: Int
    let gamma: Double
    let positive: Int
    let `init`: Double
    let outer: Double
    let seed: UInt64
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
    guard let network = experiment.network else { throw .notReady(.network) }
    format = Self.format
    version = Self.version
    observed = snapshot.observed
    clean = snapshot.clean
    points = (0..<snapshot.points.rows).map(snapshot.points.row)
    mu = snapshot.mean
    variance = snapshot.variances
    a = snapshot.outer
    weights = (0..<snapshot.weights.rows).map(snapshot.weights.row)
    t = snapshot.step
    time = snapshot.time
    gamma = snapshot.negativeSlope
    lr = Nullable(snapshot.learningRate)
    mixture = experiment.mixture.map(MixtureKeys.init)
    self.network = NetworkKeys(network)
    training = TrainingKeys(
      lr: Nullable(snapshot.learningRate), loss: experiment.loss.rawValue,
      reduction: experiment.reduction.rawValue)
  }

  /// The text of the file.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

extension ExportedExperiment.MixtureKeys {
  init(_ mixture: Mixture) {
    kind = mixture.kindName
    n = mixture.points
    p = mixture.dimension
    mu = mixture.meanNorm
    noise = mixture.noiseLevel
    flip = mixture.flip
    seed = mixture.seed
  }
}

extension ExportedExperiment.NetworkKeys {
  init(_ network: NetworkDefinition) {
    m = network.neurons
    gamma = network.negativeSlope
    positive = network.positiveNeurons
    `init` = network.initialDeviation
    outer = network.outerWeight
    seed = network.seed
  }
}
