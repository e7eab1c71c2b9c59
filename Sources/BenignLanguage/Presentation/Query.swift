// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A question about the current experiment whose answer is a report.
enum Query: String, CaseIterable, Sendable {
  case direction, error, conditions, state
}

extension Query {
  /// The quantities of which the answer is a list; none where it is another report.
  var quantities: [Quantity] {
    switch self {
    case .direction:
      [
        .cosine, .misalignment, .angle, .cosinePositive, .cosineNegative, .dispersion, .norm,
        .margin, .limitMargin, .separable, .consistent, .inconsistentPoints, .runMisalignment,
        .support, .residual, .dualityGap,
      ]
    case .error:
      [
        .trainError, .interpolates, .testError, .testErrorLow, .testErrorHigh, .samples,
        .effectiveSamples, .method, .observedError, .limitError, .predictedError, .bayesError,
        .excessError, .verdict, .signalToTrace, .signal, .regime, .runLimitError,
      ]
    case .conditions, .state: []
    }
  }
}
