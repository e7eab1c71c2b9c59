// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The quantities that theory knows of the limit of training before any point is drawn.
extension Quantity {
  static let predictions: [Quantity] = [
    predictedError, log10PredictedError, predictedMargin, predictedSeparable, boundExponent,
    boundConstant,
  ]

  private static let lawSource =
    "Gordon's theorem: Thrampoulidis, Oymak and Hassibi 2015"

  public static let log10PredictedError = Quantity(
    "log10_predicted_error", "log10 of predicted_error", cost: .known,
    of: .definitions { .predictedError($0, $1) { $0.inDecades } })

  public static let predictedError = Quantity(
    "predicted_error", "limit_error as n and p grow with p/n fixed",
    remark:
      ": exact in that limit for Gaussian noise with equal variances, None where the points are then not separable; for other noise the mean-field formula, None unless (tr Σ)²/tr Σ² ≥ 10n, its pattern is consistent, the noise has a finite fourth moment, and noise that is not Gaussian is normal in sum at that depth",
    source: lawSource, .number, [.logarithmic, .share], cost: .known,
    logarithm: log10PredictedError,
    of: .definitions { .predictedError($0, $1) { Double.exp($0) } })

  public static let predictedMargin = Quantity(
    "predicted_margin", "limit_margin as n and p grow with p/n fixed",
    remark: ", for Gaussian noise with equal variances", source: lawSource, cost: .known,
    of: .definitions { mixture, network in
      .prediction { () throws(PredictionGap) in
        let margin = try mixture.law(network).margin
        return .number(margin > 0 && margin.isFinite ? margin : nil)
      }
    })

  public static let predictedSeparable = Quantity(
    "predicted_separable", "separable as n and p grow with p/n fixed",
    remark:
      ", for Gaussian noise with equal variances, without bias; with μ = 0 and balance 0.5 it is n/p < 2",
    source: "Cover 1965; Deng, Kammoun and Thrampoulidis 2019", .boolean, cost: .known,
    of: .mixture { mixture in
      .prediction { () throws(PredictionGap) in .boolean(try mixture.isSeparable()) }
    })

  public static let boundExponent = Quantity(
    "bound_exponent", "n‖μ‖⁴/(‖Σ‖ tr Σ) in the weak regime, ‖μ‖²/‖Σ‖ in the strong one",
    remark: ": what the theorem's error bound has in its exponent, but for a constant",
    source: "Hashimoto 2026, section 6", cost: .known,
    of: .mixture { .number($0.boundExponent) })

  public static let boundConstant = Quantity(
    "bound_constant", "−ln(limit_error)/bound_exponent",
    remark: ": the least one of a sweep is the largest constant that no run contradicts",
    formula: #"-\ln(\text{limit\_error})/\text{bound\_exponent}"#,
    source: "Hashimoto 2026, section 6",
    of: .mixtureAndNetwork { (mixture, inquiry) throws(CoreError) in
      guard mixture.boundExponent > 0, let decades = try inquiry.limitError()?.decades else {
        return .none
      }
      return .number(-decades * Double.log(10) / mixture.boundExponent)
    })
}

extension MixtureFacts {
  /// n‖μ‖⁴/(‖Σ‖ tr Σ) in the weak regime, ‖μ‖²/‖Σ‖ in the strong one.
  fileprivate var boundExponent: Double {
    moments.rho < 1 ? moments.signal : moments.meanNorm * moments.meanNorm
  }
}

extension QuantityAnswer {
  /// An answer of the definitions alone, or why there is no prediction.
  fileprivate static func prediction(
    _ answer: () throws(PredictionGap) -> QuantityAnswer
  ) -> QuantityAnswer {
    do throws(PredictionGap) {
      return try answer()
    } catch {
      return QuantityAnswer(value: .none, note: .noPrediction(error))
    }
  }

  /// A number made of the natural logarithm of the predicted error.
  fileprivate static func predictedError(
    _ mixture: MixtureFacts, _ network: NetworkDefinition, _ number: (Double) -> Double
  ) -> QuantityAnswer {
    prediction { () throws(PredictionGap) in
      guard mixture.hasLaw else {
        return .number(number(try MeanFieldPrediction(mixture.mixture, network).logError))
      }
      let law = try mixture.law(network)
      let points = Double(mixture.mixture.points) * law.inconsistentShare
      return .number(
        number(law.logError), note: points >= 0.5 ? .inconsistentPrediction(points: points) : nil)
    }
  }
}
