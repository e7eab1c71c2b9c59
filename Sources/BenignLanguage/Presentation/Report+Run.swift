// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  init(_ heading: Heading, _ run: RunReport) {
    self.init(
      heading,
      [
        Fact("from_t", .number(run.start.step), "where it began"),
        Fact("steps", .number(run.steps), "steps of this statement"),
        Fact("explicit_steps", .number(run.explicitSteps), "of them taken one by one"),
        Fact("leapt_steps", .number(run.leaptSteps), "of them leapt over"),
        Fact("leap_error", .number(run.end.leapError), "estimated error of leaps in every margin"),
        Fact(.time, .number(run.end.time)),
        Fact("lr", Datum(run.end.learningRate), "step size"),
        Fact("loss_function", .text(run.end.loss.word), "ℓ of a margin"),
        Fact("reduction", .text(run.end.reduction.rawValue), "of the points' losses to L(W)"),
        Fact(.loss, .number(run.loss)),
        Fact(.trainError, .number(run.trainError)),
        Fact(.margin, Datum(run.margin)),
        Fact(.misalignment, Datum(run.misalignment)),
        Fact(.activationStep, Datum(run.end.activationStep)),
        Fact("stopped", Datum(run.ending.word), "what ended it"),
      ])
    metadata = [.init("seconds", .number(run.seconds))]
  }
}

extension RunReport.Ending {
  /// The word of a result; `nil` for what is always an error.
  fileprivate var word: String? {
    switch self {
    case .steps: "steps"
    case .until: "until"
    case .time: "time"
    case .lastClock: "limit"
    case .diverged: "diverged"
    case .interrupted, .sliding: nil
    }
  }
}
