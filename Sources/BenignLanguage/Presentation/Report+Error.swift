// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  init(_ heading: Heading, _ report: ErrorReport, of experiment: Experiment) {
    let facts = Self.network(report) + Self.limit(report) + Self.mixture(report)
    let summary = experiment.datasetSummary
    self.init(heading, summary.map { summary in facts.map { $0.ofDataset(summary) } } ?? facts)
  }

  private static func network(_ report: ErrorReport) -> [Fact] {
    [
      Fact("train_error", .number(report.trainError), "share of points with ỹ_i f(x_i) ≤ 0"),
      Fact("interpolates", .boolean(report.interpolates), "train_error is 0"),
      Fact("test_error", Datum(report.testError), "P(y f(x) ≤ 0), clean labels")
        .counted(report.testSample),
      Fact("test_error_low", Datum(report.testErrorLow), "95 % interval"),
      Fact("test_error_high", Datum(report.testErrorHigh), "95 % interval"),
      Fact("samples", Datum(report.samples), "lines or test points drawn"),
      Fact(
        "effective_samples", Datum(report.effectiveSamples),
        "independent points that tell as much as the counted ones"),
      Fact("method", Datum(report.method?.rawValue), "how test_error was found"),
      Fact("observed_error", Datum(report.observedError), "η + (1 − 2η)·test_error")
        .counted(report.observedSample),
    ]
  }

  private static func limit(_ report: ErrorReport) -> [Fact] {
    [
      Fact(
        "limit_error", Datum(report.limitError),
        "of f(·; Ŵ), the limit of training"
          + (report.isLimitBelowAll ? "; rounding errors decide its logarithm" : ""),
        log10: Datum(report.log10LimitError)
      ).bounded(report.limitSample),
      Fact(
        "predicted_error", Datum(report.predictedError),
        report.predictionGap?.sentence ?? "mean-field prediction of limit_error",
        log10: Datum(report.log10PredictedError)),
      Fact(
        "bayes_error", Datum(report.bayesError), "of the best classifier",
        log10: Datum(report.log10BayesError)),
      Fact("excess_error", Datum(report.excessError), "test_error − bayes_error"),
      Fact(
        "verdict", Datum(report.verdict),
        report.verdictGap?.sentence
          ?? "benign if the excess ≤ 0.01, harmful if ≥ 0.1, else tempered"
      ),
    ]
  }

  private static func mixture(_ report: ErrorReport) -> [Fact] {
    [
      Fact("rho", Datum(report.rho), "n‖μ‖²/tr Σ"),
      Fact("signal", Datum(report.signal), "n‖μ‖⁴/(‖Σ‖ tr Σ)"),
      Fact("regime", Datum(report.regime), "weak if rho < 1, else strong"),
      Fact("run_limit_error", Datum(report.runLimitError), "of the run's own limit")
        .bounded(report.runLimitSample),
    ]
  }
}

extension PredictionGap {
  /// Why there is no prediction, for people.
  var sentence: String {
    switch self {
    case .infiniteFourthMoment: "no prediction: the noise has no finite fourth moment"
    case .lowDimension(let effective):
      "no prediction: (tr Σ)²/tr Σ² = \(ShortNumber(effective)) is below 10n"
    case .inconsistentPattern: "no prediction: the mean-field pattern contradicts itself"
    case .fewCoordinates(let effective):
      "no prediction: as few as \(ShortNumber(effective, digits: 2)) coordinates decide, whose sum is not normal"
    case .largeCoordinate(let share):
      "no prediction: one large coordinate is as wrong with probability \(ShortNumber(share, digits: 2)), which is more"
    }
  }
}

extension VerdictGap {
  /// Why there is no verdict, for people.
  var sentence: String {
    switch self {
    case .noTestError: "undecided: the test error has no value"
    case .unknownBayesError: "undecided: the Bayes error is known for Gaussian noise only"
    case .wideInterval(let low, let high):
      "undecided: the 95 % interval of the excess, \(ShortNumber(low)) … \(ShortNumber(high)), has a threshold inside"
    }
  }
}

extension Report.Fact {
  /// With its interval where it was found by counting; none of N and all of N are shown as such, since they are no 0 and no 1.
  fileprivate func counted(_ sample: SampledShare?) -> Report.Fact {
    guard let sample, case .number(let share) = value else { return self }
    let low = ShortNumber(sample.low)
    let high = ShortNumber(sample.high)
    let count = ShortNumber.grouped(sample.points)
    var fact = self
    switch share {
    case 0: (fact.text, fact.meaning) = ("0 of \(count)", "\(meaning); < \(high) (95 %)")
    case 1: (fact.text, fact.meaning) = ("\(count) of \(count)", "\(meaning); > \(low) (95 %)")
    default: fact.meaning = "\(meaning); \(low) … \(high) (95 %)"
    }
    return fact
  }

  /// With the ends of its interval for programs; they are `null` where the value is exact.
  fileprivate func bounded(_ sample: SampledShare?) -> Report.Fact {
    var fact = counted(sample)
    fact.bounds = [
      .init(name + "_low", Datum(sample?.low)), .init(name + "_high", Datum(sample?.high)),
    ]
    return fact
  }

  /// What it means where the data come from a file, whose law nobody knows.
  fileprivate func ofDataset(_ summary: DatasetSummary) -> Report.Fact {
    var fact = self
    fact.meaning = meaning(summary)
    return fact
  }

  private func meaning(_ summary: DatasetSummary) -> String {
    guard let quantity = Quantity(rawValue: name) else { return meaning }
    switch quantity.requirement {
    case .mixture, .mixtureAndNetwork: return "has no value without a mixture"
    case .data, .network: break
    }
    switch quantity {
    case .testError, .observedError:
      guard summary.heldOut > 0 else { return Self.nothingHeldOut }
      return meaning.replacingPrefix(
        upTo: ";", by: "share of held-out rows with y f(x) ≤ 0")
    case .limitError, .runLimitError:
      return summary.heldOut > 0 ? meaning : Self.nothingHeldOut
    default: return meaning
    }
  }

  private static let nothingHeldOut = "no rows are held out: test=0"
}

extension String {
  /// The text with what stands before the first such character replaced; all of it, where there is none.
  fileprivate func replacingPrefix(upTo character: Character, by prefix: String) -> String {
    prefix + (firstIndex(of: character).map { String(self[$0...]) } ?? "")
  }
}
