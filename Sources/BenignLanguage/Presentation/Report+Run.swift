// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  init(_ heading: Heading, _ run: RunReport) {
    var misalignment = Fact(.misalignment, Datum(run.misalignment))
    misalignment.gap = "`direction` says why"
    var facts = [
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
      misalignment,
      Fact(.activationStep, Datum(run.end.activationStep)),
      Fact("stopped", Datum(run.ending.word), "what ended it"),
    ]
    let optimization = run.end.optimization.members.map {
      Fact($0.name, $0.value, "of the optimizer")
    }
    facts += optimization
    self.init(
      heading, facts.flatMap(\.members), findings: [run.finding(heading.moment)], details: facts)
    metadata = [.init("seconds", .number(run.seconds))]
  }
}

extension RunReport {
  /// "t = 1000001 · loss 0.000425 · train error 0 · misalignment 9.61e-05"
  fileprivate func finding(_ moment: String) -> String {
    let values: [(name: String, value: Double?)] = [
      ("loss", loss), ("train error", trainError), ("misalignment", misalignment),
    ]
    let ended =
      switch ending {
      case .diverged: ["diverged; the last finite state"]
      case .lastClock: ["the condition never held"]
      case .steps, .until, .time, .interrupted, .sliding: [String]()
      }
    // Of flow the clock is the time.
    let clock = steps == 0 && end.time > start.time ? ["time = \(ShortNumber(end.time))"] : [moment]
    return (ended + clock + values.map { "\($0.name) \(Datum($0.value).finding)" })
      .joined(separator: " · ")
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
