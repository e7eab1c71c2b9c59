// SPDX-License-Identifier: Apache-2.0

import RealModule

/// This value computes what follows from a mixture's definition alone.
struct MixtureFacts {
  let mixture: Mixture
  let moments: MixtureMoments

  init(_ mixture: Mixture) {
    self.mixture = mixture
    moments = MixtureMoments(mixture)
  }

  /// The best classifier's error, which is known for Gaussian noise only.
  var bayes: LimitError? {
    mixture.noise == .gaussian ? BayesError.error(of: mixture, moments) : nil
  }

  var bayesError: Double? { bayes?.share }

  /// It names the theorem's error exponent that rules: "weak" if ρ = n‖μ‖²/tr Σ < 1, else "strong".
  var regime: String { moments.rho < 1 ? "weak" : "strong" }
}

extension Double {
  /// A natural logarithm as a decimal one.
  var inDecades: Double { self / Double.log(10) }
}
