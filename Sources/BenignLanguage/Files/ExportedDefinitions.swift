// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension ExportedExperiment {
  /// The mixture's keys, as in `state`.
  struct MixtureKeys: Codable, Sendable {
    let kind: String
    let n: Double
    let p: Double
    let mu: Double
    let noise: Double
    let flip: Double
    let seed: Double
    /// Absent where it is the default, or not of this kind.
    var cov: Spectrum?
    var mean: String?
    var orthogonal: Bool?
    var df: Double?
    var tail: Double?
  }

  /// `cov`: a word or call, or blocks.
  enum Spectrum: Codable, Sendable {
    case word(String)
    case blocks([[Double]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let word = try? container.decode(String.self) {
        self = .word(word)
      } else {
        self = .blocks(try container.decode([[Double]].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .word(let word): try container.encode(word)
      case .blocks(let blocks): try container.encode(blocks)
      }
    }
  }

  /// The network's keys, as in `state`.
  struct NetworkKeys: Codable, Sendable {
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
    switch mixture.covariance {
    case .isotropic: cov = nil
    case .powerLaw(let exponent): cov = .word(NamedCall.text("powerlaw", exponent))
    case .blocks(let blocks): cov = .blocks(blocks.map { [$0.eigenvalue, $0.multiplicity] })
    }
    mean = mixture.meanDirection == .spread ? nil : mixture.meanDirection.text
    orthogonal = mixture.isOrthogonal ? true : nil
    switch mixture.noise {
    case .gaussian, .rademacher, .uniform: (df, tail) = (nil, nil)
    case .student(let degrees): (df, tail) = (degrees, nil)
    case .pareto(let exponent): (df, tail) = (nil, exponent)
    }
  }

  /// - Throws: InvalidArgument for a value that the statement `mixture` would refuse too.
  func mixture() throws(Diagnostic) -> Mixture {
    let command = Command.mixture
    return Mixture(
      noise: try law(), points: Int(saturating: try command.accept("n", n)),
      dimension: try command.accept("p", p), meanNorm: try command.accept("mu", mu),
      covariance: try covariance(),
      meanDirection: Mixture.MeanDirection(
        try command.accept("mean", .text(mean ?? "spread"))) ?? .spread,
      noiseLevel: try command.accept("noise", noise), isOrthogonal: orthogonal ?? false,
      flip: try command.accept("flip", flip),
      seed: UInt64(saturating: try command.accept("seed", seed)))
  }

  private func law() throws(Diagnostic) -> Mixture.Noise {
    let command = Command.mixture
    guard case .text(let word) = try command.accept("kind", .text(kind)) else { return .gaussian }
    switch word {
    case "rademacher": return .rademacher
    case "uniform": return .uniform
    case "student": return .student(degreesOfFreedom: try command.accept("df", df ?? .nan))
    case "pareto": return .pareto(tail: try command.accept("tail", tail ?? .nan))
    default: return .gaussian
    }
  }

  private func covariance() throws(Diagnostic) -> Covariance {
    let value: Value
    switch cov {
    case nil: return .isotropic
    case .word(let word): value = .text(word)
    case .blocks(let blocks):
      var rows: [Value] = []
      for block in blocks { rows.append(try .numbers(block)) }
      value = try .list(rows)
    }
    return Covariance(try Command.mixture.accept("cov", value)) ?? .isotropic
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
      neurons: Int(saturating: try command.accept("m", m)),
      negativeSlope: try command.accept("gamma", gamma),
      positiveNeurons: Int(saturating: try command.accept("positive", positive)),
      initialDeviation: try command.accept("init", `init`),
      outerWeight: try command.accept("outer", outer),
      seed: UInt64(saturating: try command.accept("seed", seed)))
  }
}

extension Command {
  func accept(_ name: String, _ number: Double) throws(Diagnostic) -> Double {
    try accept(name, .number(number)).asNumber ?? number
  }

  /// The value as the key of that name takes it.
  func accept(_ name: String, _ value: Value) throws(Diagnostic) -> Value {
    guard let key = key(name) else { return value }
    return try key.accept(value)
  }
}
