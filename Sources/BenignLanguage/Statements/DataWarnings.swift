// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Invocation {
  /// What of the data should not go unseen.
  func warnOfData(_ experiment: Experiment) {
    if let size = experiment.dataSize, size.points > size.dimension {
      warn("n > p: the points may not be separable, and then there is no direction.")
    }
    if let summary = experiment.datasetSummary, summary.positivePoints % summary.points == 0 {
      warn("all training rows have one label.")
    }
    if let approximation = experiment.approximation {
      warn("the points are drawn approximately: \(approximation).")
    }
  }
}
