// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension ExportedExperiment {
  /// The mixture's keys, as in `state`.
  struct MixtureKeys: Codable {
    let kind: String
    let n: Double
    let p: Double
    let mu: Double
    let noise: Double
    let flip: Double
    let seed: Double
  }

  /// The network's keys, as in `state`.
  struct NetworkKeys: Codable {
    let m: Double
    let gamma: Double
    let positive: Double
    let `init`: Double
    let outer: Double
    let seed: Double
  }
}

extension ExportedExperiment.MixtureKeys {
  init(_ mixture: Mixture) {
    kind = mixture.kindName
    n = Double(mixture.points)
    p = mixture.dimension
    mu = mixture.meanNorm
    noise = mixture.noiseLevel
    flip = mixture.flip
    seed = Double(mixture.seed)
  }

  /// - Throws: InvalidArgument for a value that the statement `mixture` would refuse too.
  func mixture() throws(Diagnostic) -> Mixture {
    let command = Command.mixture
    _ = try command.accept("kind", .text(kind))
    return Mixture(
      noise: .gaussian, points: Int(try command.accept("n", n)),
      dimension: try command.accept("p", p), meanNorm: try command.accept("mu", mu),
      noiseLevel: try command.accept("noise", noise), flip: try command.accept("flip", flip),
      seed: UInt64(try command.accept("seed", seed)))
  }
}

extension ExportedExperiment.NetworkKeys {
  init(_ network: NetworkDefinition) {
    m = Double(network.neurons)
    gamma = network.negativeSlope
    positive = Double(network.positiveNeurons)
    `init` = network.initialDeviation
    outer = network.outerWeight
    seed = Double(network.seed)
  }

  /// - Throws: InvalidArgument for a value that the statement `network` would refuse too.
  func network() throws(Diagnostic) -> NetworkDefinition {
    let command = Command.network
    return NetworkDefinition(
      neurons: Int(try command.accept("m", m)), negativeSlope: try command.accept("gamma", gamma),
      positiveNeurons: Int(try command.accept("positive", positive)),
      initialDeviation: try command.accept("init", `init`),
      outerWeight: try command.accept("outer", outer),
      seed: UInt64(try command.accept("seed", seed)))
  }
}

extension Command {
  fileprivate func accept(_ name: String, _ number: Double) throws(Diagnostic) -> Double {
    try accept(name, .number(number)).asNumber ?? number
  }

  /// The value as the key of that name takes it.
  fileprivate func accept(_ name: String, _ value: Value) throws(Diagnostic) -> Value {
    guard let key = key(name) else { return value }
    return try key.accept(value)
  }
}
