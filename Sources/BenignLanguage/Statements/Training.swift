// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Which way the network shall move.
enum Training {
  case descent(DescentSettings)
  case flow(FlowSettings)

  /// How many steps, or how much time; `nil` where a condition ends it.
  var length: Double? {
    switch self {
    case .descent(let settings): settings.steps
    case .flow(let settings): settings.time
    }
  }

  /// Whether it takes its steps one by one.
  var isWalked: Bool {
    switch self {
    case .descent(let settings): !settings.leap
    case .flow: false
    }
  }

  /// What is counted.
  func clock(of experiment: Experiment) -> Double {
    switch self {
    case .descent: experiment.step
    case .flow: experiment.time
    }
  }

  func advance(_ experiment: inout Experiment, _ hooks: RunHooks) throws -> RunReport {
    switch self {
    case .descent(let settings): try experiment.descend(settings, hooks: hooks)
    case .flow(let settings): try experiment.flow(settings, hooks: hooks)
    }
  }
}

extension Invocation {
  /// Trains, shows the progress, and keeps what was done however it ended.
  func train(_ training: Training, in session: inout Session) throws(Diagnostic) {
    var experiment = session.experiment
    let wasAtStart = experiment.step == 0 && experiment.time == 0
    let observer = TrainingObserver(session, training, of: self)
    var hooks = try hooks(session)
    hooks.observe = observer.observe
    let report: RunReport
    do {
      report = try training.advance(&experiment, hooks)
    } catch {
      throw diagnostic(error)
    }
    session.experiment = experiment
    observer.finish(experiment)
    if let failure = failure(report) { throw failure }
    let heading = session.heading("run", title: text("title"))
    if wasAtStart { try warnOfInit(session) }
    if report.ending == .lastClock { warnOfLastClock(training.clock(of: experiment)) }
    try environment.show(Report(heading, report))
  }

  /// What of the endings is an error.
  private func failure(_ report: RunReport) -> Diagnostic? {
    switch report.ending {
    case .steps, .until, .time, .lastClock:
      return nil
    case .diverged where text(Key.diverge.name) == Divergence.stop.rawValue:
      return nil
    case .interrupted:
      let place =
        call.name.text == Command.flow.name
        ? "time \(ShortNumber(report.end.time)); `flow`"
        : "step \(NumberText(report.end.step)); `run`"
      return Diagnostic(.interrupted, "Stopped at \(place) continues.", at: range)
    case .diverged where call.name.text == Command.flow.name:
      return Diagnostic(
        .diverged,
        """
        From time \(ShortNumber(report.end.time)) on, the margins move too fast for numbers and clock: \
        the flow cannot be followed. The state is the last finite one.
        """, at: range, expected: "smaller initial weights",
        suggestion: "network with a smaller init")
    case .diverged:
      return Diagnostic(
        .diverged,
        """
        The step after t = \(NumberText(report.end.step)) would overflow: the learning rate \
        \(Datum(report.end.learningRate).shortText) is too large. The state is the last finite one.
        """, at: range, expected: "a smaller learning rate",
        suggestion: "network, and then run with lr=auto")
    case .sliding:
      return Diagnostic(
        .diverged,
        """
        From time \(ShortNumber(report.end.time)) on, the flow would slide along a kink, where it is \
        not defined.
        """, at: range, expected: "an end before that time", suggestion: "gradient descent: run")
    }
  }

  private func warnOfLastClock(_ clock: Double) {
    let name = call.name.text == Command.flow.name ? "time" : "t"
    warn(
      "until never held, up to \(name) = \(ShortNumber(clock)), where every \(call.name.text) ends."
    )
  }

  /// After the first steps: whether the initial weights outweigh the first update.
  private func warnOfInit(_ session: Session) throws(Diagnostic) {
    guard let network = session.experiment.network, network.initialDeviation > 0 else { return }
    let answers = try locating { () throws(CoreError) in
      try session.experiment.conditions([.smallInit], stop: environment.stop)
    }
    guard let ratio = answers.first?.value, ratio > 1 else { return }
    warn(
      """
      init is \(ShortNumber(ratio)) times what the first update is sure to outweigh: neurons may \
      keep their initial signs.
      """)
  }
}
