// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension ByteWriter {
  /// Before a mixture's law, where clusters and balance follow, and before a network's neurons, where its bias does: what was kept before has neither.
  fileprivate static let clustersFollow: UInt8 = 255
  fileprivate static let biasFollows = -1

  mutating func add(_ mixture: Mixture) {
    if !mixture.isPaper {
      tag(Self.clustersFollow)
      add(mixture.clusters.number)
      add(mixture.balance)
    }
    tag(mixture.noise.law.tag)
    if mixture.noise.law.parameter != nil { add(mixture.noise.parameter) }
    add(mixture.points)
    for number in [mixture.dimension, mixture.meanNorm, mixture.noiseLevel, mixture.flip] {
      add(number)
    }
    add(mixture.covariance)
    switch mixture.meanDirection {
    case .spread: add(Double?.none) { $0.add($1) }
    case .axis(let axis): add(axis) { $0.add($1) }
    }
    add(mixture.isOrthogonal)
    add(mixture.seed)
  }

  private mutating func add(_ covariance: Covariance) {
    tag(covariance.kind.tag)
    switch covariance.kind.form {
    case .word: return
    case .call: add(covariance.numbers[0])
    case .pairs: add(covariance.numbers)
    }
  }

  mutating func add(_ dataset: Dataset) {
    add(dataset.path)
    add(Value(dataset.label))
    add(each: dataset.dropped) { $0.add(Value($1)) }
    add(dataset.positive.map { Value($0) } ?? .none)
    add(dataset.negative.map { Value($0) } ?? .none)
    add(dataset.heldOutShare)
    add(dataset.isStandardized)
    add(dataset.seed)
  }

  mutating func add(_ network: NetworkDefinition) {
    if network.bias > 0 {
      add(Self.biasFollows)
      add(network.bias)
    }
    add(network.neurons)
    add(network.negativeSlope)
    add(network.positiveNeurons)
    add(network.initialDeviation)
    add(network.outerWeight)
    add(network.seed)
  }
}

extension Mixture.Clusters {
  /// 0 for a pair, 1 for XOR, else k.
  fileprivate var number: Double {
    switch self {
    case .pair: 0
    case .xor: 1
    case .many(let count): Double(count)
    }
  }

  fileprivate init(number: Double) {
    self = number == 0 ? .pair : number == 1 ? .xor : .many(Int(saturating: number))
  }
}

extension ByteReader {
  mutating func mixture() throws(Damage) -> Mixture {
    var (clusters, balance) = (Mixture.Clusters.pair, 0.5)
    var ahead = self
    if try ahead.tag() == ByteWriter.clustersFollow {
      self = ahead
      clusters = Mixture.Clusters(number: try number())
      balance = try number()
    }
    let noise = try noise()
    let points = try whole()
    let (dimension, mean, level, flip) = (try number(), try number(), try number(), try number())
    let covariance = try covariance()
    let axis = try optional { (reader) throws(Damage) in try reader.number() }
    return Mixture(
      noise: noise, points: points, dimension: dimension, meanNorm: mean, covariance: covariance,
      meanDirection: axis.map { .axis($0) } ?? .spread, clusters: clusters, balance: balance,
      noiseLevel: level,
      isOrthogonal: try boolean(), flip: flip, seed: try word())
  }

  private mutating func noise() throws(Damage) -> Noise {
    let tag = try tag()
    guard let law = NoiseLaw.all.first(where: { $0.tag == tag }) else { throw Damage() }
    return Noise(law, parameter: law.parameter == nil ? 0 : try number())
  }

  private mutating func covariance() throws(Damage) -> Covariance {
    let tag = try tag()
    guard let kind = CovarianceKind.all.first(where: { $0.tag == tag }) else { throw Damage() }
    switch kind.form {
    case .word: return Covariance(kind)
    case .call: return Covariance(kind, [try number()])
    case .pairs:
      let numbers = try numbers()
      guard numbers.count.isMultiple(of: 2) else { throw Damage() }
      return Covariance(kind, numbers)
    }
  }

  mutating func dataset() throws(Damage) -> Dataset {
    let path = try text()
    let column = { (reader: inout ByteReader) throws(Damage) -> Dataset.Column in
      guard let column = Dataset.Column(try reader.value()) else { throw Damage() }
      return column
    }
    let label = try column(&self)
    let dropped = try list(column)
    let (positive, negative) = (try value(), try value())
    return Dataset(
      path: path, label: label, dropped: dropped, positive: Dataset.Value(positive),
      negative: Dataset.Value(negative), heldOutShare: try number(), isStandardized: try boolean(),
      seed: try word())
  }

  mutating func network() throws(Damage) -> NetworkDefinition {
    var ahead = self
    var bias = 0.0
    if try ahead.whole() == ByteWriter.biasFollows {
      self = ahead
      bias = try number()
    }
    return NetworkDefinition(
      neurons: try whole(), negativeSlope: try number(), positiveNeurons: try whole(),
      initialDeviation: try number(), outerWeight: try number(), bias: bias, seed: try word())
  }
}
