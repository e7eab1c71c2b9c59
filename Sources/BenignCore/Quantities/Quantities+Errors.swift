// SPDX-License-Identifier: Apache-2.0

import RealModule

/// How often the network, its limits and the best classifier err on fresh points, and what follows from the mixture alone.
extension Quantity {
  static let errors: [Quantity] = [
    testError, testErrorLow, testErrorHigh, samples, observedError, limitError, log10LimitError,
    bayesError, log10BayesError, excessError, verdict,
    signalToTrace, signal, regime,
  ]

  private static let sampledInTime: Traits = [.changesInTime, .sampled]
  private static let sampledError: Traits = [.changesInTime, .sampled, .logarithmic, .share]
  private static let sectionSix = "Hashimoto 2026, section 6"

  public static let testError = Quantity(
    "test_error", "P(y f(x) ≤ 0), clean labels",
    remark: "; of a data set, the share of held-out rows", formula: #"P(yf(x)\le0)"#, .number,
    sampledError, levels: [limitError, predictedError, bayesError],
    of: .network { (inquiry) throws(CoreError) in
      let error = try inquiry.testError()
      return .number(error?.share, sample: error?.sample, note: inquiry.heldOutNote)
    })

  public static let testErrorLow = Quantity(
    "test_error_low", "lower end of the 95 % interval of test_error", .number, sampledError,
    of: .network { (inquiry) throws(CoreError) in .number(try inquiry.testError()?.low) })

  public static let testErrorHigh = Quantity(
    "test_error_high", "upper end of the 95 % interval of test_error",
    remark:
      "; 3/N where no point was wrong, N the number of points that count as independent",
    .number, sampledError,
    of: .network { (inquiry) throws(CoreError) in .number(try inquiry.testError()?.high) })

  public static let samples = Quantity(
    "samples", "lines or test points that were drawn for test_error, or rows held out", .number,
    sampledInTime,
    of: .network { (inquiry) throws(CoreError) in .number(try inquiry.testError()?.samples) })

  /// Only the report on errors has this one and the next.
  public static let effectiveSamples = Quantity(
    "effective_samples", "independent points that tell as much as the counted ones", .number,
    sampledInTime,
    of: .network { (inquiry) throws(CoreError) in
      .number(try inquiry.testError()?.effectiveSamples)
    })

  public static let method = Quantity(
    "method", "how test_error was found", .text, sampledInTime,
    of: .network { (inquiry) throws(CoreError) in
      .text(try inquiry.testError()?.method.rawValue)
    })

  public static let observedError = Quantity(
    "observed_error", "η + (1 − 2η)·test_error",
    remark: ", the error on labels that are flipped too", formula: #"P(\tilde yf(x)\le0)"#,
    .number, sampledError,
    of: .network { (inquiry) throws(CoreError) in
      let error = try inquiry.testError()
      let sample = error?.sample.map {
        SampledShare(
          low: inquiry.observed($0.low), high: inquiry.observed($0.high), points: $0.points)
      }
      return .number(
        error.map { inquiry.observed($0.share) }, sample: sample, note: inquiry.heldOutNote)
    })

  public static let log10LimitError = Quantity(
    "log10_limit_error", "log10 of limit_error, also where that underflows",
    levels: [log10PredictedError, log10BayesError],
    of: .network { (inquiry) throws(CoreError) in .number(try inquiry.limitError()?.decades) })

  public static let limitError = Quantity(
    "limit_error", "test error of f(·; Ŵ), the limit of training",
    remark: """
      ; with a bias β or several clusters Σ_c π_cΦ(−(y_cβb̄ + y_c⟨w̄,m_c⟩)/(σ‖Σ^½Pw̄‖)), with γ = 0 that f = 0 is wrong \
      for both labels is counted, too
      """,
    formula: #"\Phi(-\langle\bar w,\mu\rangle/(\sigma\lVert\Sigma^{1/2}P\bar w\rVert))"#,
    source: "Hashimoto 2026, section 5", .number, [.interval, .logarithmic, .share],
    levels: [predictedError, bayesError], logarithm: log10LimitError,
    of: .network { (inquiry) throws(CoreError) in
      let error = try inquiry.limitError()
      return .number(error?.share, sample: error?.sample, note: inquiry.limitNote(error))
    })

  public static let log10BayesError = Quantity(
    "log10_bayes_error", "log10 of bayes_error", cost: .known,
    of: .mixture { .number($0.bayes?.decades) })

  public static let bayesError = Quantity(
    "bayes_error", "the error of the best classifier, Φ(−√(μᵀΣ⁻¹μ)/σ) of two equal classes",
    remark: """
      ; with δ = √(μᵀΣ⁻¹μ)/σ and l = ln(π/(1−π)) of unequal classes πΦ(−δ−l/2δ) + (1−π)Φ(−δ+l/2δ), of \
      clusters=xor 2Φ(−δ/√2)Φ(δ/√2), else the mean of 20,000 likelihood ratios with its interval
      """,
    formula: #"\Phi(-\sqrt{\mu^\top\Sigma^{-1}\mu}/\sigma)"#, .number, [.logarithmic, .share],
    cost: .known, logarithm: log10BayesError,
    of: .mixture {
      let bayes = $0.bayes
      return .number(bayes?.share, sample: bayes?.sample)
    })

  public static let excessError = Quantity(
    "excess_error", "test_error − bayes_error", .number, sampledInTime,
    of: .mixtureAndNetwork { (mixture, inquiry) throws(CoreError) in
      guard let bayes = mixture.bayesError else { return .none }
      return .number(try inquiry.testError().map { $0.share - bayes })
    })

  public static let verdict = Quantity(
    "verdict", "benign if excess_error ≤ 0.01, harmful if ≥ 0.1, else tempered",
    remark:
      ", where its whole 95 % interval lies on one side of these thresholds, else None; \"not interpolating\" if train_error > 0; chance if bayes_error ≥ 0.49",
    .text, sampledInTime.union(.awaited),
    of: .mixtureAndNetwork { (mixture, inquiry) throws(CoreError) in
      let trainError = inquiry.trainError
      let test = trainError > 0 ? nil : try inquiry.testError()
      do throws(VerdictGap) {
        return .text(try mixture.verdict(trainError: trainError, test: test).rawValue)
      } catch {
        return .text(nil, note: .noVerdict(error))
      }
    })

  public static let signalToTrace = Quantity(
    "rho", "n‖μ‖²/tr Σ", remark: " (Σ includes σ²)",
    formula: #"n\lVert\mu\rVert^2/\operatorname{tr}\Sigma"#, source: sectionSix, cost: .known,
    of: .mixture { .number($0.moments.rho) })

  public static let signal = Quantity(
    "signal", "n‖μ‖⁴/(‖Σ‖ tr Σ)",
    formula: #"n\lVert\mu\rVert^4/(\lVert\Sigma\rVert\operatorname{tr}\Sigma)"#,
    source: sectionSix, cost: .known, of: .mixture { .number($0.moments.signal) })

  public static let regime = Quantity(
    "regime", "weak if rho < 1, else strong", source: sectionSix, .text, cost: .known,
    of: .mixture { .text($0.regime) })
}
