// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension DataSource {
  /// The definition under the name of its command.
  var member: Datum.Member {
    switch self {
    case .mixture(let mixture): .init("mixture", mixture.definition)
    case .dataset(let dataset): .init("dataset", Datum(dataset))
    }
  }
}

extension Experiment {
  /// n and p; `nil` before data are defined.
  var dataSize: (points: Double, dimension: Double)? {
    if let mixture { return (Double(mixture.points), mixture.dimension) }
    return datasetSummary.map { (Double($0.points), Double($0.features.count)) }
  }

  /// "n = 100, p = 20000, ‖μ‖ = 8, m = 64, γ = 0.2"
  var summary: String? {
    var parts: [String] = []
    if let name = dataset?.path.split(separator: "/").last {
      parts.append(PlainText.printable(String(name)))
    }
    if let dataSize {
      parts += ["n = \(NumberText(dataSize.points))", "p = \(ShortNumber(dataSize.dimension))"]
    }
    if let mixture {
      parts.append("‖μ‖ = \(ShortNumber(mixture.meanNorm))")
      if mixture.clusters != .pair {
        parts.append("clusters = \(Datum(mixture.clusters.value).shortText)")
      }
      if mixture.balance != 0.5 { parts.append("π = \(ShortNumber(mixture.balance))") }
      if mixture.flip > 0 { parts.append("η = \(ShortNumber(mixture.flip))") }
    }
    if let network {
      parts += ["m = \(network.neurons)", "γ = \(ShortNumber(network.negativeSlope))"]
      if network.bias > 0 { parts.append("β = \(ShortNumber(network.bias))") }
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension Mixture {
  /// The kind and the keys.
  var definition: Datum {
    guard case .object(let members) = document else { return document }
    return .object([.init("kind", .text(kindName))] + members)
  }
}
