// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore

extension Command {
  static let use = Command(
    name: "use", usage: "use NAME",
    summary: "Goes to an experiment; a new name begins an empty one. The first is main.",
    example: "use wide", arguments: .name(.experiment), keys: [], effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let name = try invocation.experimentName(session)
    let isNew = session.experiments[name] == nil
    session.use(name)
    invocation.say(
      isNew ? "\(name): a new experiment" : "\(name): t = \(NumberText(session.experiment.step))")
  }

  static let fork = Command(
    name: "fork", usage: "fork NAME [from=]",
    summary: "Goes to a copy of the current experiment, which replaces NAME.",
    example: "fork faster", arguments: .name(.experiment),
    keys: [Key("from", .name, default: "the current one", "the experiment that is copied")],
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let name = try invocation.experimentName(session)
    let origin = invocation.text("from") ?? session.current
    guard let experiment = session.experiments[origin] else {
      throw Diagnostic(
        .unknownName, "No experiment is named \(origin).", at: invocation.range(of: "from"),
        expected: "one of \(session.experimentNames.joined(separator: ", "))",
        suggestion: Spelling.nearest(to: origin, among: session.experimentNames))
    }
    session.put(experiment, as: name)
    session.use(name)
    invocation.say("\(name): a copy of \(origin) at t = \(NumberText(experiment.step))")
  }

  static let reset = Command(
    name: "reset", usage: "reset", summary: "Forgets all experiments, tables and variables.",
    example: "reset", arguments: .none, keys: [], effect: .changes
  ) { (_, session) throws(Diagnostic) in
    session.reset()
  }

  static let clear = Command(
    name: "clear", usage: "clear", summary: "Clears the output of the cell.", example: "clear",
    arguments: .none, keys: [], effect: .changes
  ) { (invocation, _) throws(Diagnostic) in
    invocation.environment.emit(.clear)
  }

  static let help = Command(
    name: "help", usage: "help [TOPIC]",
    summary: "Shows documentation of a command, key, quantity or function in the pager.",
    example: "help run", arguments: .name(.topic), keys: [], effect: .reads
  ) { (invocation, _) throws(Diagnostic) in
    invocation.environment.emit(.page(try Documentation.page(invocation.name)))
  }
}

extension Invocation {
  /// The NAME of an experiment among the arguments.
  func experimentName(_ session: Session) throws(Diagnostic) -> String {
    guard let name else {
      throw Diagnostic(
        .invalidArgument, "\(call.name.text) needs the name of an experiment.", at: range,
        expected: "\(call.name.text) NAME")
    }
    try Check.name(name, for: "experiment")
    try session.checkFree(name, for: "experiment")
    return name.text
  }

  /// The one line on stdout that answers a statement which only defines something.
  func say(_ line: String) { environment.emit(.output(line + "\n")) }

  func warn(_ line: String) { environment.emit(.warning("warning: \(line)\n")) }

  /// Of what has happened to the file of what sweeps found.
  func warnOfStore() { if let notice = environment.store?.takeNotice() { warn("\(notice).") } }
}
