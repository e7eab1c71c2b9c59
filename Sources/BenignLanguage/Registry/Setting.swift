// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A setting of an experiment that expressions can read: one entry holds its name, its meaning, and where it is found.
struct Setting: Sendable {
  /// What a setting belongs to.
  private enum Place: Sendable {
    /// Data of either source: n and p.
    case data(@Sendable (Double, Double) -> Double)
    /// `nil` of a mixture that does not have it.
    case mixture(@Sendable (Mixture) -> Double?)
    case network(@Sendable (NetworkDefinition) -> Double)
    case training(@Sendable (Experiment) -> Double?)
  }

  let name: String
  /// A phrase for documentation.
  let meaning: String
  private let place: Place

  private init(_ name: String, _ meaning: String, _ place: Place) {
    self.name = name
    self.meaning = meaning
    self.place = place
  }

  /// - Throws: NotReady when what it belongs to is not defined.
  func value(in experiment: Experiment) throws(Diagnostic) -> Value {
    switch place {
    case .data(let read):
      guard let size = experiment.dataSize else { throw Diagnostic(CoreError.notReady(.data)) }
      return .number(read(size.points, size.dimension))
    case .mixture:
      guard let mixture = experiment.mixture else {
        throw Diagnostic(CoreError.notReady(experiment.dataset == nil ? .data : .mixture))
      }
      return value(of: mixture)
    case .network:
      guard let network = experiment.network else { throw Diagnostic(CoreError.notReady(.network)) }
      return value(of: network)
    case .training(let read): return Value(read(experiment))
    }
  }

  /// `None` of what a mixture does not set.
  func value(of mixture: Mixture) -> Value {
    switch place {
    case .data(let read): .number(read(Double(mixture.points), mixture.dimension))
    case .mixture(let read): Value(read(mixture))
    case .network, .training: .none
    }
  }

  /// `None` of what a network's definition does not set.
  func value(of network: NetworkDefinition) -> Value {
    if case .network(let read) = place { .number(read(network)) } else { .none }
  }
}

extension Setting {
  /// Every setting, in the order of the documentation.
  static let all: [Setting] =
    [n, p, mu, noise, flip, balance] + noiseParameters + [
      m, positive, gamma, initialDeviation, outer, bias, learningRate,
      Setting("mixture.seed", "seed of the mixture", .mixture { Double($0.seed) }),
      Setting("network.seed", "seed of the network", .network { Double($0.seed) }),
    ]

  static func named(_ name: String) -> Setting? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static let n = Setting("n", "training points of the current experiment", .data { n, _ in n })
  static let p = Setting("p", "dimension of the current experiment", .data { _, p in p })
  static let mu = Setting("mu", "‖μ‖ of the current experiment", .mixture { $0.meanNorm })
  static let noise = Setting("noise", "σ of the current experiment", .mixture { $0.noiseLevel })
  static let flip = Setting("flip", "η of the current experiment", .mixture { $0.flip })

  static let balance = Setting(
    "balance", "probability of y = +1 in the current experiment", .mixture { $0.balance })

  /// The parameters of the laws of noise.
  static let noiseParameters = NoiseLaw.all.compactMap { law in
    law.parameter.map { parameter in
      Setting(
        parameter.name, "\(parameter.meaning) of \(law.word) noise",
        .mixture { $0.noise.law === law ? $0.noise.parameter : nil })
    }
  }

  static let m = Setting(
    "m", "neurons of the current experiment", .network { Double($0.neurons) })
  static let positive = Setting(
    "positive", "neurons with a_j > 0", .network { Double($0.positiveNeurons) })
  static let gamma = Setting(
    "gamma", "slope of the leaky ReLU below 0", .network { $0.negativeSlope })
  static let initialDeviation = Setting(
    "init", "deviation of the entries of W(0)", .network { $0.initialDeviation })
  static let outer = Setting("outer", "|a_j|", .network { $0.outerWeight })
  static let bias = Setting(
    "bias", "β, the constant coordinate of every point", .network { $0.bias })
  static let learningRate = Setting(
    "lr", "step size of the last step, or the one that `network` has kept",
    .training { $0.learningRate })
}

extension Value {
  fileprivate init(_ number: Double?) { self = number.map { .number($0) } ?? .none }
}
