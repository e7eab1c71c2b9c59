// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Why the mean-field prediction of the limit error has no value.
public enum PredictionGap: Error, Sendable, Equatable {
  /// The noise's fourth moment is infinite: the norms of its vectors do not concentrate.
  case infiniteFourthMoment
  /// (tr Σ)²/tr Σ² is below 10n.
  case lowDimension(effective: Double)
  /// The mean-field pattern contradicts itself.
  case inconsistentPattern
  /// The noise is not Gaussian, and so few coordinates decide that their sum is not normal at the predicted depth.
  case fewCoordinates(effective: Double)
  /// One large coordinate of heavy-tailed noise makes a mistake with this probability, which is above the prediction.
  case largeCoordinate(share: Double)
}

extension Mixture.Noise {
  /// κ₄ = Eξ⁴ − 3; infinite where the fourth moment is.
  var excessKurtosis: Double {
    switch self {
    case .gaussian: 0
    case .rademacher: -2
    case .uniform: -1.2
    case .student(let degrees): degrees > 4 ? 6 / (degrees - 4) : .infinity
    case .pareto(let tail):
      tail > 4 ? (tail - 2) * (tail - 2) / (tail * (tail - 4)) - 3 : .infinity
    }
  }

  /// The probability that one of so many coordinates alone moves ⟨w̄, noise⟩ by −z standard deviations; the entries of w̄ are taken as normal. 0 for noise
  /// whose tails are not heavy.
  func singleExceedance(_ distance: Double, coordinates: Double) -> Double {
    let reach = distance * coordinates.squareRoot()
    let step = 0.05
    let sum = stride(from: step / 2, to: 12, by: step).reduce(0.0) {
      $0 + Double.exp(-0.5 * $1 * $1) * tail(beyond: reach / $1)
    }
    return min(1, 0.5 * coordinates * (2 / Double.pi).squareRoot() * step * sum)
  }

  /// P(|ξ| > x), or a little more; 0 for noise whose tails are not heavy.
  private func tail(beyond x: Double) -> Double {
    switch self {
    case .gaussian, .rademacher, .uniform: return 0
    case .pareto(let tail):
      let least = ((tail - 2) / tail).squareRoot()
      return x > least ? Double.pow(least / x, tail) : 1
    case .student(let degrees):
      let t = x * (degrees / (degrees - 2)).squareRoot()
      let logDensity =
        Double.logGamma(0.5 * (degrees + 1)) - Double.logGamma(0.5 * degrees)
        - 0.5 * Double.log(degrees * Double.pi)
        - 0.5 * (degrees + 1) * Double.log(onePlus: t * t / degrees)
      return min(1, 2 * Double.exp(logDensity) * (t + degrees / t) / degrees)
    }
  }
}
