// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore

extension Command {
  static let drop = Command(
    name: "drop", usage: "drop NAME",
    summary: "Deletes an experiment, a variable, or a table with what is kept of it on disk.",
    example: "drop grid", arguments: .name(.droppable), keys: [], effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    guard let name = invocation.name else {
      throw Diagnostic(
        .invalidArgument, "drop needs the name of an experiment, a table or a variable.",
        at: invocation.range, expected: "drop NAME")
    }
    if let table = session.table(name.text) {
      try invocation.forget(table, besides: session.tables.filter { $0.name != name.text })
      session.drop(table: name.text)
      invocation.say("dropped the table \(name.text), \(table.cells.count) cells")
    } else if session.variables[name.text] != nil, !session.isOther(experiment: name.text) {
      session.drop(variable: name.text)
      invocation.say("dropped the variable \(name.text)")
    } else {
      try invocation.drop(experiment: name, in: &session)
    }
  }
}

extension Invocation {
  /// Takes a table's numbers from the store, but for those that stand in other tables too; who cannot says so, and
  /// nobody has to keep a table for that.
  fileprivate func forget(_ table: SweepTable, besides others: [SweepTable]) throws(Diagnostic) {
    guard let store = environment.store else { return }
    let gone = try environment.abandonably { _ in
      let definitions = Set(table.cells.map(\.definition))
      let kept = Set(others.flatMap { $0.findings(where: definitions.contains).keys })
      // In the order in which they were recorded, so that each page of the file is written few times.
      return table.places { $1.isFinal }.flatMap(table.identities).filter { !kept.contains($0) }
    }
    // An interrupt waits for no portion; it is asked between two of them whether to stop, and other kernels may write. A
    // large one writes each page of the index once.
    let portion = 40_000
    let failure = try environment.abandonably { environment throws(Diagnostic) -> StoreError? in
      for start in stride(from: 0, to: gone.count, by: portion) {
        try environment.stop.check()
        do throws(StoreError) {
          try store.remove(Array(gone[start..<min(start + portion, gone.count)]))
        } catch {
          return error
        }
      }
      return nil
    }
    if let failure {
      warn("what is kept of \(table.name) on disk stays there: \(failure).")
    }
    warnOfStore()
  }

  fileprivate func drop(experiment name: Identifier, in session: inout Session) throws(Diagnostic) {
    guard session.experiments[name.text] != nil else {
      let names =
        session.experimentNames + session.tables.map(\.name) + session.variables.keys.sorted()
      throw Diagnostic(
        .unknownName, "No experiment, no table and no variable is named \(name.text).",
        at: name.range,
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

extension Session {
  /// Whether an experiment has that name and is not the current one, which is not dropped.
  fileprivate func isOther(experiment name: String) -> Bool {
    experiments[name] != nil && name != current
  }
}
