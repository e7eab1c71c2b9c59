// SPDX-License-Identifier: Apache-2.0

extension Command {
  static let drop = Command(
    name: "drop", usage: "drop NAME", summary: "Deletes an experiment or a table.",
    example: "drop grid", arguments: .name(.experimentOrTable), keys: [], effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    guard let name = invocation.name else {
      throw Diagnostic(
        .invalidArgument, "drop needs the name of an experiment or a table.",
        at: invocation.range, expected: "drop NAME")
    }
    if let table = session.table(name.text) {
      session.drop(table: name.text)
      invocation.say("dropped the table \(name.text), \(table.cells.count) cells")
    } else {
      try invocation.drop(experiment: name, in: &session)
    }
  }
}

extension Invocation {
  fileprivate func drop(experiment name: Identifier, in session: inout Session) throws(Diagnostic) {
    guard session.experiments[name.text] != nil else {
      let names = session.experimentNames + session.tables.map(\.name)
      let isVariable = session.variables[name.text] != nil
      throw Diagnostic(
        isVariable ? .invalidArgument : .unknownName,
        isVariable
          ? "\(name.text) is a variable, and only experiments and tables are dropped."
          : "No experiment and no table is named \(name.text).", at: name.range,
        expected: "one of \(names.joined(separator: ", "))",
        suggestion: Spelling.nearest(to: name.text, among: names).map { "drop \($0)" })
    }
    guard name.text != session.current else {
      let other = session.experimentNames.first { $0 != name.text }
      throw Diagnostic(
        .invalidArgument, "\(name.text) is the current experiment.", at: name.range,
        expected: "another one", suggestion: other.map { "use \($0)" } ?? "reset")
    }
    session.drop(experiment: name.text)
    say("dropped the experiment \(name.text)")
  }
}
