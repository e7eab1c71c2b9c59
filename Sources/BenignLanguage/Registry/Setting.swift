// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A setting of an experiment that expressions can read; the raw value is its name.
enum Setting: String, CaseIterable, Sendable {
  case n, p, mu, noise, flip, df, tail, m, positive, gamma
  case initialDeviation = "init"
  case outer
  case learningRate = "lr"
  case mixtureSeed = "mixture.seed"
  case networkSeed = "network.seed"

  /// - Throws: NotReady when what it belongs to is not defined.
  func value(in experiment: Experiment) throws(Diagnostic) -> Value {
    switch self {
    case .n, .p:
      guard let size = experiment.dataSize else { throw Diagnostic(CoreError.notReady(.data)) }
      return .number(self == .n ? size.points : size.dimension)
    case .mu, .noise, .flip, .df, .tail, .mixtureSeed:
      guard let mixture = experiment.mixture else {
        throw Diagnostic(CoreError.notReady(experiment.dataset == nil ? .data : .mixture))
      }
      return value(of: mixture)
    case .m, .positive, .gamma, .initialDeviation, .outer, .networkSeed:
      guard let network = experiment.network else { throw Diagnostic(CoreError.notReady(.network)) }
      return value(of: network)
    case .learningRate:
      return experiment.learningRate.map { .number($0) } ?? .none
    }
  }

  /// `None` of what a mixture does not set.
  func value(of mixture: Mixture) -> Value {
    switch self {
    case .n: .number(Double(mixture.points))
    case .p: .number(mixture.dimension)
    case .mu: .number(mixture.meanNorm)
    case .noise: .number(mixture.noiseLevel)
    case .flip: .number(mixture.flip)
    case .df:
      if case .student(let degrees) = mixture.noise { .number(degrees) } else { .none }
    case .tail:
      if case .pareto(let tail) = mixture.noise { .number(tail) } else { .none }
    case .mixtureSeed: .number(Double(mixture.seed))
    case .m, .positive, .gamma, .initialDeviation, .outer, .learningRate, .networkSeed: .none
    }
  }

  /// `None` of what a network's definition does not set.
  func value(of network: NetworkDefinition) -> Value {
    switch self {
    case .m: .number(Double(network.neurons))
    case .positive: .number(Double(network.positiveNeurons))
    case .gamma: .number(network.negativeSlope)
    case .initialDeviation: .number(network.initialDeviation)
    case .outer: .number(network.outerWeight)
    case .networkSeed: .number(Double(network.seed))
    case .n, .p, .mu, .noise, .flip, .df, .tail, .learningRate, .mixtureSeed: .none
    }
  }

  /// A phrase for documentation.
  var meaning: String {
    switch self {
    case .n: "training points of the current experiment"
    case .p: "dimension of the current experiment"
    case .mu: "‖μ‖ of the current experiment"
    case .noise: "σ of the current experiment"
    case .flip: "η of the current experiment"
    case .df: "degrees of freedom of student noise"
    case .tail: "tail exponent of pareto noise"
    case .m: "neurons of the current experiment"
    case .positive: "neurons with a_j > 0"
    case .gamma: "slope of the leaky ReLU below 0"
    case .initialDeviation: "deviation of the entries of W(0)"
    case .outer: "|a_j|"
    case .learningRate: "step size of the last step, or the one that `network` has kept"
    case .mixtureSeed: "seed of the mixture"
    case .networkSeed: "seed of the network"
    }
  }
}
