// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension ByteWriter {
  mutating func add(_ mixture: Mixture) {
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
    add(network.neurons)
    add(network.negativeSlope)
    add(network.positiveNeurons)
    add(network.initialDeviation)
    add(network.outerWeight)
    add(network.seed)
  }
}

extension ByteReader {
  mutating func mixture() throws(Damage) -> Mixture {
    let noise = try noise()
    let points = try whole()
    let (dimension, mean, level, flip) = (try number(), try number(), try number(), try number())
    let covariance = try covariance()
    let axis = try optional { (reader) throws(Damage) in try reader.number() }
    return Mixture(
      noise: noise, points: points, dimension: dimension, meanNorm: mean, covariance: covariance,
      meanDirection: axis.map { .axis($0) } ?? .spread, noiseLevel: level,
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
    NetworkDefinition(
      neurons: try whole(), negativeSlope: try number(), positiveNeurons: try whole(),
      initialDeviation: try number(), outerWeight: try number(), seed: try word())
  }
}
