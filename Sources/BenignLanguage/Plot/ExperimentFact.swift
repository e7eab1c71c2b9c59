// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// One setting of an experiment as a picture names it: "‖μ‖ = 3".
struct ExperimentFact: Sendable, Equatable {
  static let learningRate = PictureWords.name("lr")

  /// What is compared between experiments.
  let name: String
  let value: Value
  /// Whether a picture mentions it when all of its experiments have it in common.
  let isShown: Bool

  /// A table has many cells and thus many facts: values become text only where they are shown.
  enum Value: Sendable, Equatable {
    case text(String)
    case number(Double, significant: Int)
    case covariance(Covariance)
    case mean(Mixture.MeanDirection)
    case clusters(Mixture.Clusters)
  }

  var text: String {
    switch value {
    case .text(let text): text
    case .number(let number, let significant):
      "\(name) = \(Figure.text(of: number, significant: significant))"
    case .covariance(let covariance): "\(name) = \(covariance.datum.shortText)"
    case .mean(let direction): "\(name) = \(direction.text)"
    case .clusters(let clusters): "\(name) = \(Datum(clusters.value).shortText)"
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
      ExperimentFact("loss", text: "\(loss.word) loss", isShown: loss != Loss.all[0]),
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

extension SweepTable.Cell {
  /// The facts of its mixture, in the order in which a picture tells them.
  var dataFacts: [ExperimentFact] { mixture?.facts ?? [] }

  /// The facts that follow: file, network and training.
  var otherFacts: [ExperimentFact] {
    (dataset.map { [$0.fileFact] } ?? []) + (network?.facts ?? [])
      + training.map { ExperimentFact($0) }
  }

  /// Whether all but the mixture is as in another one.
  func agrees(with other: Self) -> Bool {
    network == other.network && training == other.training && dataset == other.dataset
  }
}

extension ExperimentFact {
  /// A key of run or flow. How a run is recorded and to which tolerance it is followed, a picture does not tell.
  fileprivate init(_ setting: CellSetting) {
    let value = Datum(setting.value).shortText
    switch (setting.name, setting.value) {
    case ("loss", _): self.init("loss", text: "\(value) loss", isShown: true)
    case ("reduction", _):
      self.init("reduction", text: "\(value) of losses", isShown: true)
    case ("until", _): self.init("until", text: "until \(value)", isShown: true)
    case ("time", .number(let time)): self.init("flow to time", time)
    case ("steps", .number(let steps)): self.init("steps", steps)
    case ("lr", .number(let rate)): self.init(Self.learningRate, rate)
    case ("lr", _): self.init(Self.learningRate, value)
    case (let name, _): self.init(name, value, isShown: false)
    }
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
      ExperimentFact("kind", text: "\(kindName) noise", isShown: noise != .gaussian)
    ] + lawFacts + [
      ExperimentFact("n", Double(points)), ExperimentFact("p", dimension),
      ExperimentFact("‖μ‖", meanNorm),
      ExperimentFact(
        "Σ", value: .covariance(covariance), isShown: covariance != .isotropic),
      ExperimentFact(
        "mean", value: .mean(meanDirection), isShown: meanDirection != .spread),
      ExperimentFact("clusters", value: .clusters(clusters), isShown: clusters != .pair),
      ExperimentFact("π", balance, isShown: balance != 0.5),
      ExperimentFact("σ", noiseLevel, isShown: noiseLevel != 1),
      ExperimentFact(
        "orthogonal", text: isOrthogonal ? "ξ ⊥ μ" : "ξ not projected", isShown: isOrthogonal),
      ExperimentFact("η", flip, isShown: flip > 0),
      ExperimentFact("data seed", Double(seed), isShown: false),
    ]
  }

  /// The parameter of the noise, if it has one: swept, it leaves the kind common to all cells.
  private var lawFacts: [ExperimentFact] {
    noise.law.parameter.map { [ExperimentFact($0.name, noise.parameter)] } ?? []
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
      ExperimentFact("β", bias, isShown: bias > 0),
      ExperimentFact("init", initialDeviation, isShown: false),
      ExperimentFact("network seed", Double(seed), isShown: false),
    ]
  }
}
