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
    for oddity in experiment.datasetSummary?.oddities ?? [] { warn(oddity.sentence) }
    if let approximation = experiment.approximation {
      warn("the points are drawn approximately: \(approximation).")
    }
  }
}

extension DatasetSummary.Oddity {
  fileprivate var sentence: String {
    switch self {
    case .namelessFirst: "column 0 has no name of its own: an index? drop=[0] leaves it out."
    case .counting(let column):
      "column \(Self.text(column)) counts the rows: an index? drop=[\(Self.text(column))] leaves it out."
    case .numericNames:
      "the columns' names are numbers: is the file's first line a row? It is taken as the header."
    }
  }

  /// The column as `drop` takes it.
  private static func text(_ column: Dataset.Column) -> String {
    switch column {
    case .name(let name): PlainText.quoted(name)
    case .index(let index): "\(index)"
    }
  }
}
