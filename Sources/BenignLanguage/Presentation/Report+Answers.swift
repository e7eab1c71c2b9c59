// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  /// A report of quantities.
  ///
  /// - Parameter answer: asked for each quantity, and for those that are their logarithms.
  init<Failure: Error>(
    _ heading: Heading, _ query: Query,
    answers: ([Quantity]) throws(Failure) -> [QuantityAnswer]
  ) throws(Failure) {
    let quantities = query.quantities
    let asked = quantities + quantities.compactMap(\.logarithm)
    let answers = Dictionary(uniqueKeysWithValues: zip(asked, try answers(asked)))
    let facts = quantities.compactMap { quantity in
      answers[quantity].map { answer in
        let logarithm = quantity.logarithm.flatMap { answers[$0] }
        return Fact(quantity, answer, log10: logarithm.map { Datum($0.value) })
      }
    }
    let found = FoundFacts(facts)
    let errors = query == .error ? found.errors : []
    self.init(
      heading, facts.flatMap(\.members),
      findings: query == .error
        ? found.errorFindings(heading.moment) : found.directionFindings(heading.moment),
      tables: errors.isEmpty ? [] : [Grid(errors: errors)],
      details: facts.filter { fact in !errors.contains { $0.name == fact.name } })
  }
}

extension Report.Fact {
  init(_ quantity: Quantity, _ answer: QuantityAnswer, log10: Datum? = nil) {
    let meaning =
      answer.note?.meaning(insteadOf: quantity.definition) ?? quantity.definition
    self.init(quantity.name, Datum(answer.value), meaning, log10: log10)
    // Without a mixture or rows held out the quantity means nothing, and nobody needs to be told.
    if let note = answer.note, note != .noMixture { gap = meaning }
    if let sample = answer.sample { count(sample) }
    if quantity.traits.contains(.interval) {
      bounds = [
        .init(name + "_low", Datum(answer.sample?.low)),
        .init(name + "_high", Datum(answer.sample?.high)),
      ]
    }
  }

  /// A quantity whose value is known.
  init(_ quantity: Quantity, _ value: Datum) {
    self.init(quantity.name, value, quantity.definition)
  }

  /// Adds the interval of a share that was found by counting; none of N and all of N are shown as such, since they are no 0 and no 1.
  private mutating func count(_ sample: SampledShare) {
    guard case .number(let share) = value else { return }
    switch share {
    case 0: (text, interval) = ("0 of \(sample.points)", "< \(ShortNumber(sample.high))")
    case 1:
      text = "\(sample.points) of \(sample.points)"
      interval = "> \(ShortNumber(sample.low))"
    default: interval = "\(ShortNumber(sample.low)) … \(ShortNumber(sample.high))"
    }
  }
}

extension QuantityAnswer.Note {
  /// What stands beside the value, in place of the definition or after it.
  fileprivate func meaning(insteadOf definition: String) -> String {
    switch self {
    case .noMixture: "has no value without a mixture"
    case .nothingHeldOut: "no rows are held out: test=0"
    case .heldOutRows: "share of held-out rows with y f(x) ≤ 0"
    case .unconverged: "the solver of problem (5) did not converge"
    case .unreachableLabel: "γ = 0, and no neuron has the sign of one of the labels"
    case .dependsOnStart:
      "some neuron is not active on a point of its own label: the limit depends on W(0)"
    case .ifActivated:
      definition + "; if training makes every neuron active on all points of its own label"
    case .separability(true): "some direction classifies every training point"
    case .separability(false): "no direction separates these points"
    case .undecided(nil): "undecided"
    case .undecided(let separation?):
      "undecided: the best margin found is \(ShortNumber(separation.margin)), the hull's least distance \(ShortNumber(separation.distance))"
    case .noPrediction(let gap): "no prediction: " + gap.sentence
    case .inconsistentPrediction(let points):
      definition
        + "; (5) is expected to be inconsistent at \(ShortNumber(points, digits: 2)) points, and the run then has a limit of its own"
    case .noVerdict(let gap): "undecided: " + gap.sentence
    case .roundedLogarithm: definition + "; rounding errors decide its logarithm"
    }
  }
}

extension PredictionGap {
  /// Why there is no prediction, for people.
  fileprivate var sentence: String {
    switch self {
    case .infiniteFourthMoment: "the noise has no finite fourth moment"
    case .zeroSlope: "with γ = 0 the network may be exactly 0, which the formula does not count"
    case .clusters: "the formula is that of two clusters ±μ"
    case .bias: "the formula is that of a network without bias"
    case .otherNoise: "the law at every p/n is for Gaussian noise with equal variances"
    case .notSeparable: "as n and p grow with this p/n, no direction classifies every point"
    case .uncertified: "the law's equations were not solved to enough digits"
    case .lowDimension(let effective): "(tr Σ)²/tr Σ² = \(ShortNumber(effective)) is below 10n"
    case .inconsistentPattern: "the mean-field pattern contradicts itself"
    case .fewCoordinates(let effective):
      "as few as \(ShortNumber(effective, digits: 2)) coordinates decide, whose sum is not normal"
    case .largeCoordinate(let share):
      "one large coordinate is as wrong with probability \(ShortNumber(share, digits: 2)), which is more"
    }
  }
}

extension VerdictGap {
  /// Why there is no verdict, for people.
  fileprivate var sentence: String {
    switch self {
    case .noTestError: "the test error has no value"
    case .unknownBayesError: "the Bayes error is known for Gaussian noise only"
    case .wideInterval(let low, let high):
      "the 95 % interval of the excess, \(ShortNumber(low)) … \(ShortNumber(high)), has a threshold inside"
    }
  }
}

extension Datum {
  /// A number, a boolean or a string; no report has arrays.
  fileprivate init(_ value: QuantityValue) {
    switch value {
    case .none, .vector, .matrix: self = .none
    case .boolean(let boolean): self = .boolean(boolean)
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    }
  }
}
