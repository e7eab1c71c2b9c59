// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension ExportedExperiment {
  /// The mixture's keys, as in `state`.
  struct MixtureKeys: Codable, Sendable {
    let common: CommonKeys
    /// The parameter of the noise's law, which stands under its own name among the others.
    let parameter: Double?

    init(from decoder: any Decoder) throws {
      common = try CommonKeys(from: decoder)
      let law = NoiseLaw.named(common.kind)
      parameter = try law?.parameterKey.flatMap {
        try decoder.container(keyedBy: ParameterKey.self).decodeIfPresent(Double.self, forKey: $0)
      }
    }

    func encode(to encoder: any Encoder) throws {
      try common.encode(to: encoder)
      guard let key = NoiseLaw.named(common.kind)?.parameterKey else { return }
      var container = encoder.container(keyedBy: ParameterKey.self)
      try container.encodeIfPresent(parameter, forKey: key)
    }
  }

  /// The keys that a mixture of every kind has.
  struct CommonKeys: Codable, Sendable {
    let kind: String
    let n, p, mu, noise, flip, seed: Double
    /// Absent where it is the default.
    var cov: Spectrum?
    var mean: String?
    var orthogonal: Bool?
    /// A word, or how many.
    var clusters: Cell?
    var balance: Double?
  }

  /// `cov`: a word or call, or blocks.
  enum Spectrum: Codable, Sendable {
    case word(String)
    case blocks([[Double]])

    /// - Parameter value: as `cov` takes it.
    init?(_ value: Value) {
      switch value {
      case .text(let text): self = .word(text)
      case .list(let list): self = .blocks(list.elements.map(\.numbers))
      case .none, .boolean, .number: return nil
      }
    }

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
    /// Absent where it is 0.
    let bias: Double?
    let seed: Double
  }
}

/// The name of a law's parameter.
private struct ParameterKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension NoiseLaw {
  fileprivate var parameterKey: ParameterKey? {
    parameter.map { ParameterKey(stringValue: $0.name) }
  }
}

extension ExportedExperiment.MixtureKeys {
  init(_ mixture: Mixture) {
    common = ExportedExperiment.CommonKeys(mixture)
    parameter = mixture.noise.law.parameter == nil ? nil : mixture.noise.parameter
  }

  /// - Throws: InvalidArgument for a value that the statement `mixture` would refuse too.
  func mixture() throws(Diagnostic) -> Mixture {
    let command = Command.mixture
    let kind = try command.accept("kind", .text(common.kind))
    let law = NoiseLaw.all.first { .text($0.word) == kind } ?? .gaussian
    let number = try law.parameter.map { (own) throws(Diagnostic) in
      try command.accept(own.name, parameter ?? .nan)
    }
    return Mixture(
      noise: Noise(law, parameter: number ?? 0),
      points: Int(saturating: try command.accept("n", common.n)),
      dimension: try command.accept("p", common.p), meanNorm: try command.accept("mu", common.mu),
      covariance: try common.covariance(),
      meanDirection: Mixture.MeanDirection(
        try command.accept("mean", .text(common.mean ?? "spread"))) ?? .spread,
      clusters: try common.clusters.flatMap { (key) throws(Diagnostic) in
        Mixture.Clusters(try command.accept("clusters", key.value))
      } ?? .pair, balance: try command.accept("balance", common.balance ?? 0.5),
      noiseLevel: try command.accept("noise", common.noise),
      isOrthogonal: common.orthogonal ?? false, flip: try command.accept("flip", common.flip),
      seed: UInt64(saturating: try command.accept("seed", common.seed)))
  }
}

extension ExportedExperiment.CommonKeys {
  init(_ mixture: Mixture) {
    kind = mixture.kindName
    n = Double(mixture.points)
    p = mixture.dimension
    mu = mixture.meanNorm
    noise = mixture.noiseLevel
    flip = mixture.flip
    seed = Double(mixture.seed)
    cov =
      mixture.covariance == .isotropic
      ? nil : ExportedExperiment.Spectrum(mixture.covariance.value)
    mean = mixture.meanDirection == .spread ? nil : mixture.meanDirection.text
    orthogonal = mixture.isOrthogonal ? true : nil
    clusters = mixture.clusters == .pair ? nil : ExportedExperiment.Cell(mixture.clusters.value)
    balance = mixture.balance == 0.5 ? nil : mixture.balance
  }

  fileprivate func covariance() throws(Diagnostic) -> Covariance {
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

extension Value {
  /// Those of a list of numbers.
  fileprivate var numbers: [Double] {
    guard case .list(let list) = self else { return [] }
    return list.elements.compactMap(\.asNumber)
  }
}

extension ExportedExperiment.NetworkKeys {
  init(_ network: NetworkDefinition) {
    m = Double(network.neurons)
    gamma = network.negativeSlope
    positive = Double(network.positiveNeurons)
    `init` = network.initialDeviation
    outer = network.outerWeight
    bias = network.bias > 0 ? network.bias : nil
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
      bias: try command.accept("bias", bias ?? 0),
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
