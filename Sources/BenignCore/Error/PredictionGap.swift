// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Why the limit error and the margin have no prediction.
public enum PredictionGap: Error, Sendable, Equatable {
  /// The noise's fourth moment is infinite: the norms of its vectors do not concentrate.
  case infiniteFourthMoment
  /// γ = 0: f may be exactly 0, which the formula does not count.
  case zeroSlope
  /// The mixture has other clusters than ±μ.
  case clusters
  /// The network has a bias.
  case bias
  /// The law at every p/n is known for Gaussian noise with equal variances only.
  case otherNoise
  /// No direction classifies every point in the limit.
  case notSeparable
  /// The law's equations were not solved to the digits that a number needs.
  case uncertified
  /// (tr Σ)²/tr Σ² is below 10n.
  case lowDimension(effective: Double)
  /// The mean-field pattern contradicts itself.
  case inconsistentPattern
  /// The noise is not Gaussian, and so few coordinates decide that their sum is not normal at the predicted depth.
  case fewCoordinates(effective: Double)
  /// One large coordinate of heavy-tailed noise makes a mistake with this probability, which is above the prediction.
  case largeCoordinate(share: Double)

  /// - Throws: where the limit's rule is not the sign of one linear function, for two clusters ±μ.
  static func requireLinearRule(
    _ mixture: Mixture, _ network: NetworkDefinition
  ) throws(PredictionGap) {
    guard !network.isReLU else { throw .zeroSlope }
    guard mixture.clusters == .pair else { throw .clusters }
    guard network.bias == 0 else { throw .bias }
  }
}

extension Noise {
  /// The probability that one of so many coordinates alone moves ⟨w̄, noise⟩ by −z standard deviations; the entries of w̄ are taken as normal. 0 for noise
  /// whose tails are not heavy.
  func singleExceedance(_ distance: Double, coordinates: Double) -> Double {
    guard let tail = law.tail else { return 0 }
    let reach = distance * coordinates.squareRoot()
    let step = 0.05
    let sum = stride(from: step / 2, to: 12, by: step).reduce(0.0) {
      $0 + Double.exp(-0.5 * $1 * $1) * tail(reach / $1, parameter)
    }
    return min(1, 0.5 * coordinates * (2 / Double.pi).squareRoot() * step * sum)
  }
}
