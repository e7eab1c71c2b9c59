// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let undo = Command(
    name: "undo", usage: "undo",
    summary: """
      Goes back to before the last cell that changed experiments or variables, a failed one too; \
      tables and files stay. Again: to before the one before, \(Past.mostCells) deep, less far where \
      what is kept for it would take more than \(Past.usualBytes >> 20) MiB.
      """,
    example: "undo", arguments: .none, keys: [], effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    var earlier = session
    guard let cell = earlier.undo() else {
      throw Diagnostic(
        .notReady, "There is nothing to undo: no cell has changed experiments or variables.",
        at: invocation.range, expected: "a cell that defines, trains or assigns")
    }
    try earlier.checkNames(at: invocation.range)
    session = earlier
    invocation.say("undid \(cell.words); \(session.place)")
  }
}

extension Session {
  /// The experiment that statements act on, and where it is.
  var place: String {
    experiment.summary == nil
      ? "\(current): nothing is defined yet" : "\(current): t = \(NumberText(experiment.step))"
  }

  /// That no table bears the name of an experiment or a variable that comes back.
  fileprivate func checkNames(at range: Range<Int>) throws(Diagnostic) {
    let table = tables.first { experiments[$0.name] != nil || variables[$0.name] != nil }
    guard let name = table?.name else { return }
    let kind = experiments[name] == nil ? "a variable" : "an experiment"
    throw Diagnostic(
      .invalidArgument, "\(name) would be \(kind) again, and a table bears that name now.",
      at: range, expected: "no table of that name", suggestion: "drop \(name)")
  }
}
