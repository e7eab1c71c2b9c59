// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let step = Command(
    name: "step", usage: "step [k] …",
    summary: "Takes k (default 1) more steps of gradient descent.", example: "step 10",
    arguments: .expression(key: nil), keys: [.learningRate, .loss, .reduction, .title],
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let steps = try invocation.stepCount(session)
    try invocation.descend(DescentSettings(steps: steps), in: &session)
  }

  static let run = Command(
    name: "run", usage: "run steps= …",
    summary: """
      Takes steps of gradient descent and records the trajectory; stops after `steps` more, or at \
      the first t where `until` holds (at once, if it does).
      """,
    example: "run steps=1_000_000 until=misalignment<1e-3", arguments: .none, keys: runKeys,
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let steps = invocation.number("steps")
    guard steps != nil || invocation.later["until"] != nil else {
      throw Diagnostic(
        .invalidArgument, "run needs steps or until.", at: invocation.range,
        expected: "steps: whole 1 … 10³⁰, or until: a condition",
        suggestion: "run steps=1_000_000")
    }
    try invocation.descend(DescentSettings(steps: steps), in: &session)
  }

  private static let runKeys: [Key] = [
    .learningRate, .loss, .reduction,
    Key(
      "steps", .whole(Interval(1, 1e30, "1 … 10³⁰")), default: "steps or until is required",
      "how many more"),
    Key("leap", .boolean, default: "true", "whether far steps may be leapt over"),
    Key(
      "until", .later("condition"), default: "none",
      "ends the run where it holds, exact to the step"),
    Key(
      "points", .whole(Interval(2, 1000, "2 … 1000")), default: "200",
      "recorded points, evenly in log t"),
    Key("record", .laterList("list of quantities"), default: "none", "recorded besides"),
    Key(
      "tolerance", .real(Interval(1e-13, 1e-2, "1e-13 … 1e-2")), default: "1e-9",
      "of leaps, in every margin"),
    .title,
  ]
}

extension Invocation {
  private static let mostSteps = 1e30

  fileprivate func stepCount(_ session: Session) throws(Diagnostic) -> Double {
    guard let argument = expressions.first else { return 1 }
    let value = try Evaluator(environment: environment).value(of: argument, in: Scope(session))
    guard case .number(let number) = value, let steps = number.wholeValue, steps >= 1,
      steps <= Self.mostSteps
    else {
      throw Diagnostic(
        .invalidArgument, "The number of steps cannot be \(ValueText(value).display()).",
        at: argument.range, expected: "whole 1 … 10³⁰")
    }
    return steps
  }

  /// Runs gradient descent, shows its progress, and keeps what was done however it ended.
  fileprivate func descend(_ settings: DescentSettings, in session: inout Session)
    throws(Diagnostic)
  {
    var settings = settings
    try complete(&settings)
    var experiment = session.experiment
    let wasAtStart = experiment.step == 0
    let observer = RunObserver(
      session, settings: settings, from: experiment, environment: environment)
    var hooks = try hooks(session)
    hooks.observe = observer.observe
    let report: RunReport
    do {
      report = try experiment.descend(settings, hooks: hooks)
    } catch {
      throw diagnostic(error)
    }
    session.experiment = experiment
    observer.finish(experiment)
    try conclude(report, session, warnsOfInit: wasAtStart)
  }

  private func complete(_ settings: inout DescentSettings) throws(Diagnostic) {
    if let rate = number("lr") { settings.learningRate = .fixed(rate) }
    if text("lr") != nil { settings.learningRate = .automatic }
    settings.loss = text("loss").flatMap(Loss.init)
    settings.reduction = text("reduction").flatMap(Reduction.init)
    settings.leap = boolean("leap") ?? true
    settings.points = Int(number("points") ?? 200)
    settings.tolerance = number("tolerance") ?? 1e-9
  }

  private func conclude(_ report: RunReport, _ session: Session, warnsOfInit: Bool)
    throws(Diagnostic)
  {
    switch report.ending {
    case .steps, .until, .time:
      let heading = Report.Heading(
        kind: "run", experiment: session.current, step: report.step, title: text("title"))
      if warnsOfInit { try warnOfInit(session) }
      environment.emit(.report(Report(heading, report)))
    case .interrupted:
      throw Diagnostic(
        .interrupted, "Stopped at step \(NumberText(report.step)); `run` continues.", at: range)
    case .diverged:
      throw Diagnostic(
        .diverged,
        "The step after t = \(NumberText(report.step)) would overflow: the learning rate \(ShortNumber(report.learningRate ?? .nan)) is too large.",
        at: range, expected: "a smaller learning rate", suggestion: "lr=auto, from t = 0")
    case .sliding:
      throw Diagnostic(
        .diverged, "Flow would slide along a kink from time \(ShortNumber(report.time)).", at: range
      )
    }
  }

  /// After the first steps: whether the initial weights outweigh the first update.
  private func warnOfInit(_ session: Session) throws(Diagnostic) {
    guard let network = session.experiment.network, network.initialDeviation > 0 else { return }
    let conditions = try locating { () throws(CoreError) in
      try session.experiment.conditions(shouldStop: environment.shouldStop)
    }
    guard let ratio = conditions.first(where: { $0.name == .smallInit })?.value, ratio > 1 else {
      return
    }
    warn(
      "init is \(ShortNumber(ratio)) times what the first update certainly outweighs; the neurons may keep their initial signs."
    )
  }
}
