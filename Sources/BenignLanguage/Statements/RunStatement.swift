// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let run = Command(
    name: "run", usage: "run steps= …",
    summary: """
      Takes steps of gradient descent and records the trajectory; stops after `steps` more, or at \
      the first t where `until` holds (at once, if it does). Far steps are leapt unless leap=false.
      """,
    example: "run steps=1_000_000 until=misalignment<1e-3", arguments: .none,
    keys: [.learningRate, .loss, .reduction, steps, leap] + Key.optimization + Key.recording
      + [.diverge, .title],
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    try invocation.requireEnd(steps)
    let settings = invocation.given.descent(steps: invocation.number(steps.name))
    try invocation.requireWalk(settings, after: session.experiment.optimization)
    try invocation.train(.descent(settings), in: &session)
  }

  private static let steps = Key(
    "steps", .whole(.steps), default: "steps or until is required",
    "how many more; the numbers of a list that is swept are rounded, and each is one cell"
  ).roundedInLists
  private static let leap = Key(
    "leap", .boolean, default: "true", "whether far steps may be leapt over")
}

/// What a run that diverges is.
enum Divergence: String, CaseIterable {
  case error
  /// A result: the last finite state.
  case stop
}

extension Key {
  static let diverge = Key(
    "diverge", .words(Divergence.allCases.map(\.rawValue)), default: Divergence.error.rawValue,
    "whether a run that diverges is an error, or a result that stops at the last finite state")

  /// What `run` and `flow` share.
  static let recording = [
    Key(
      "until", .later("condition"), default: "none",
      """
      ends the run at the first step where it holds; what comes and goes within one leap between \
      recorded points is passed over; of sampled quantities, at recorded points
      """),
    Key(
      "points", .whole(Interval(2, 1000, "2 … 1000")), default: "200",
      "recorded points, evenly in log t"),
    Key("record", .laterList("list of quantities"), default: "none", "recorded besides"),
    Key(
      "tolerance", .real(Interval(1e-13, 1e-2, "1e-13 … 1e-2")), default: "1e-9",
      "of leaps and flow, in every margin"),
  ]
}

extension Invocation {
  /// Leaps follow plain gradient descent only.
  func requireWalk(
    _ settings: DescentSettings, after present: OptimizerSettings
  ) throws(Diagnostic) {
    let optimization = present.adopting(settings)
    guard given.boolean("leap") == true, !optimization.isPlain else { return }
    let name = optimization.decay > 0 ? "decay" : optimization.optimizer.word
    throw Diagnostic(
      .invalidArgument,
      "Leaps follow gradient descent without decay, and with \(name) every step is taken.",
      at: range(of: "leap"), expected: "optimizer=gd decay=0, or no leap",
      suggestion: "leap=false")
  }

  /// A run needs a length or a condition.
  func requireEnd(_ length: Key) throws(Diagnostic) {
    guard settings[length.name] == nil, later["until"] == nil else { return }
    throw Diagnostic(
      .invalidArgument, "\(call.name.text) needs \(length.name) or until.", at: range,
      expected: "\(length.name): \(length.typeText), or until: a condition",
      suggestion: call.command?.example)
  }
}
