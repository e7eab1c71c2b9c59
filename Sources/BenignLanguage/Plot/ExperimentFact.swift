// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// One setting of an experiment as a picture names it: "‖μ‖ = 3".
struct ExperimentFact: Sendable, Equatable {
  static let learningRate = "lr"
  /// What pictures call settings whose names are no symbols.
  static let symbols = [
    "mu": "‖μ‖", "noise": "σ", "flip": "η", "cov": "Σ", "gamma": "γ", "positive": "m₊",
    "outer": "|a|",
  ]

  /// What is compared between experiments.
  let name: String
  let value: Value
  /// Whether a picture mentions it when all of its experiments have it in common.
  let isShown: Bool

  /// A table has many cells and thus many facts: numbers become text only where they are shown.
  enum Value: Sendable, Equatable {
    case text(String)
    case number(Double, significant: Int)
  }

  var text: String {
    switch value {
    case .text(let text): text
    case .number(let number, let significant):
      "\(name) = \(Figure.text(of: number, significant: significant))"
    }
  }

  init(_ name: String, value: Value, isShown: Bool) {
    self.name = name
    self.value = value
    self.isShown = isShown
  }

  fileprivate init(_ name: String, text: String, isShown: Bool) {
    self.init(name, value: .text(text), isShown: isShown)
  }

  fileprivate init(_ name: String, _ value: String, isShown: Bool = true) {
    self.init(name, text: "\(name) = \(value)", isShown: isShown)
  }

  fileprivate init(
    _ name: String, _ value: Double, significant: Int = 5, isShown: Bool = true
  ) {
    self.init(name, value: .number(value, significant: significant), isShown: isShown)
  }
}

extension Experiment {
  /// Data, network and training, in the order in which a picture tells them.
  var facts: [ExperimentFact] {
    (mixture?.facts ?? []) + datasetFacts + (network?.facts ?? []) + trainingFacts
  }

  private var datasetFacts: [ExperimentFact] {
    guard let dataset, let summary = datasetSummary else { return [] }
    return [
      dataset.fileFact,
      ExperimentFact("n", Double(summary.points)),
      ExperimentFact("p", Double(summary.features.count)),
      ExperimentFact("test", dataset.heldOutShare, isShown: false),
      ExperimentFact(
        "scale", text: dataset.isStandardized ? "standardized" : "not standardized",
        isShown: false),
      ExperimentFact("data seed", Double(dataset.seed), isShown: false),
    ]
  }

  private var trainingFacts: [ExperimentFact] {
    var facts = [
      ExperimentFact("loss", text: "\(loss.rawValue) loss", isShown: loss != .exponential),
      ExperimentFact("reduction", text: "\(reduction.rawValue) of losses", isShown: false),
      ExperimentFact("way", text: trajectory.hasFlow ? "flow" : "descent", isShown: false),
    ]
    if let learningRate {
      facts.append(
        ExperimentFact(
          ExperimentFact.learningRate, learningRate, significant: 3, isShown: false))
    }
    return facts
  }
}

extension CellDefinition {
  /// How far, and how if not as usual.
  var trainingFacts: [ExperimentFact] {
    let condition = until.map { SyntaxText($0).description }
    let end = condition.map { [ExperimentFact("until", text: "until \($0)", isShown: true)] } ?? []
    switch training {
    case nil: return []
    case .descent(let settings):
      var facts = settings.steps.map { [ExperimentFact("steps", $0)] } ?? []
      if case .fixed(let rate) = settings.learningRate {
        facts.append(ExperimentFact(ExperimentFact.learningRate, rate))
      }
      return facts + end + [Self.fact(of: settings.loss)]
    case .flow(let settings):
      let time = settings.time.map { [ExperimentFact("flow to time", $0)] } ?? []
      return time + end + [Self.fact(of: settings.loss)]
    }
  }

  private static func fact(of loss: Loss?) -> ExperimentFact {
    let loss = loss ?? .exponential
    return ExperimentFact(
      "loss", text: "\(loss.rawValue) loss", isShown: loss != .exponential)
  }
}

extension Dataset {
  var fileFact: ExperimentFact {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return ExperimentFact("file", text: PlainText.printable(name), isShown: true)
  }
}

extension Mixture {
  var facts: [ExperimentFact] {
    [
      ExperimentFact("kind", text: "\(law) noise", isShown: noise != .gaussian),
      ExperimentFact("n", Double(points)), ExperimentFact("p", dimension),
      ExperimentFact("‖μ‖", meanNorm),
      ExperimentFact("Σ", covariance.datum.shortText, isShown: covariance != .isotropic),
      ExperimentFact("mean", meanDirection.text, isShown: meanDirection != .spread),
      ExperimentFact("σ", noiseLevel, isShown: noiseLevel != 1),
      ExperimentFact(
        "orthogonal", text: isOrthogonal ? "ξ ⊥ μ" : "ξ not projected", isShown: isOrthogonal),
      ExperimentFact("η", flip, isShown: flip > 0),
      ExperimentFact("data seed", Double(seed), isShown: false),
    ]
  }

  /// The noise with its parameter, if it has one.
  private var law: String {
    switch noise {
    case .gaussian, .rademacher, .uniform: kindName
    case .student(let degrees): "\(kindName)(\(ShortNumber(degrees)))"
    case .pareto(let tail): "\(kindName)(\(ShortNumber(tail)))"
    }
  }
}

extension NetworkDefinition {
  var facts: [ExperimentFact] {
    let isEven = positiveNeurons == (neurons + 1) / 2
    let isUsual = outerWeight == 1 / Double(neurons).squareRoot()
    return [
      ExperimentFact("m", Double(neurons)), ExperimentFact("γ", negativeSlope),
      ExperimentFact("m₊", isEven ? "m/2" : "\(positiveNeurons)", isShown: !isEven),
      isUsual
        ? ExperimentFact("|a|", "1/√m", isShown: false) : ExperimentFact("|a|", outerWeight),
      ExperimentFact("init", initialDeviation, isShown: false),
      ExperimentFact("network seed", Double(seed), isShown: false),
    ]
  }
}
