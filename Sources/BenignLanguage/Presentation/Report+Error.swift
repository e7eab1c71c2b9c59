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
      Fact("test_error", Datum(report.testError), "P(y f(x) ≤ 0), clean labels"),
      Fact("test_error_low", Datum(report.testErrorLow), "95 % interval"),
      Fact("test_error_high", Datum(report.testErrorHigh), "95 % interval"),
      Fact("samples", Datum(report.samples), "lines or test points drawn"),
      Fact("method", Datum(report.method?.rawValue), "how test_error was found"),
      Fact("observed_error", Datum(report.observedError), "η + (1 − 2η)·test_error"),
    ]
  }

  private static func limit(_ report: ErrorReport) -> [Fact] {
    [
      Fact(
        "limit_error", Datum(report.limitError), "of f(·; Ŵ), the limit of training",
        log10: Datum(report.log10LimitError)),
      Fact(
        "predicted_error", Datum(report.predictedError), "mean-field prediction of limit_error",
        log10: Datum(report.log10PredictedError)),
      Fact(
        "bayes_error", Datum(report.bayesError), "of the best classifier",
        log10: Datum(report.log10BayesError)),
      Fact("excess_error", Datum(report.excessError), "test_error − bayes_error"),
      Fact(
        "verdict", Datum(report.verdict),
        "benign if the excess ≤ 0.01, harmful if ≥ 0.1, else tempered"),
    ]
  }

  private static func mixture(_ report: ErrorReport) -> [Fact] {
    [
      Fact("rho", Datum(report.rho), "n‖μ‖²/tr Σ"),
      Fact("signal", Datum(report.signal), "n‖μ‖⁴/(‖Σ‖ tr Σ)"),
      Fact("regime", Datum(report.regime), "weak if rho < 1, else strong"),
      Fact("run_limit_error", Datum(report.runLimitError), "of the run's own limit"),
    ]
  }
}

extension Report.Fact {
  /// What it means where the data come from a file, whose law nobody knows.
  fileprivate func ofDataset(_ summary: DatasetSummary) -> Report.Fact {
    Report.Fact(name, value, meaning(summary), log10: log10)
  }

  private func meaning(_ summary: DatasetSummary) -> String {
    guard let quantity = Quantity(rawValue: name) else { return meaning }
    switch quantity.requirement {
    case .mixture, .mixtureAndNetwork: return "has no value without a mixture"
    case .data, .network: break
    }
    switch quantity {
    case .testError, .observedError:
      return summary.heldOut > 0 ? "share of held-out rows with y f(x) ≤ 0" : Self.nothingHeldOut
    case .limitError, .runLimitError:
      return summary.heldOut > 0 ? meaning : Self.nothingHeldOut
    default: return meaning
    }
  }

  private static let nothingHeldOut = "no rows are held out: test=0"
}
