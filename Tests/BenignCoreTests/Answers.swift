// SPDX-License-Identifier: Apache-2.0

import Concurrency

@testable import BenignCore

/// What an experiment answered to several questions at once.
struct Answers: CustomStringConvertible {
  let answers: [Quantity: QuantityAnswer]

  subscript(_ quantity: Quantity) -> Double? { answers[quantity]?.number }

  subscript(truth quantity: Quantity) -> Bool? {
    if case .boolean(let boolean) = answers[quantity]?.value { boolean } else { nil }
  }

  subscript(sample quantity: Quantity) -> SampledShare? { answers[quantity]?.sample }

  subscript(note quantity: Quantity) -> QuantityAnswer.Note? { answers[quantity]?.note }

  var description: String {
    answers.map { "\($0.key.name) = \($0.value.value)" }.sorted().joined(separator: ", ")
  }
}

extension Experiment {
  func answers(
    _ quantities: [Quantity], precision: Double = 0.05, samples: Int = 1000,
    stop: StopSignal = .never
  ) throws -> Answers {
    let answers = try answers(
      to: quantities, precision: precision, samples: samples, stop: stop)
    return Answers(answers: Dictionary(uniqueKeysWithValues: zip(quantities, answers)))
  }

  func direction() throws -> Answers { try answers(Quantity.training + Quantity.directions) }

  func error(
    precision: Double = 0.05, samples: Int = 1000, stop: StopSignal = .never
  ) throws -> Answers {
    try answers(
      Quantity.errors + Quantity.predictions + [.method, .effectiveSamples, .runLimitError],
      precision: precision,
      samples: samples, stop: stop)
  }

  func lineEstimate(precision: Double, stop: StopSignal) throws -> LineSampling.Estimate {
    let effort = SampledError.Effort(precision: precision, samples: 1000, workers: 1)
    return try Inquiry(self, effort: effort, stop: stop).lineEstimate()
  }

  func solvedDirection(stop: StopSignal) throws -> ConvergentDirection? {
    try Inquiry(self, stop: stop).direction().direction
  }
}
