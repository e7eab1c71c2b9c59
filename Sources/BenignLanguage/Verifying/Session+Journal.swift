// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Session {
  /// What tells whether a statement changed something.
  struct Moment {
    fileprivate let revision: Int
    fileprivate let tables: [String: Int]
  }

  var moment: Moment { Moment(revision: workspace.revision, tables: tableStamps) }

  /// Remembers a statement that has changed something.
  mutating func remember(
    _ statement: Statement, _ place: Int, since moment: Moment, _ failure: Diagnostic?
  ) {
    guard workspace.revision != moment.revision || tableStamps != moment.tables else { return }
    guard statement.isRepeatable else { return }
    let isInterrupted = failure?.kind == .interrupted
    journal.record(
      Journal.Step(
        statement: place, failure: failure?.kind,
        clock: isInterrupted ? clock(of: statement) : nil,
        runs: isInterrupted ? runs(of: statement) : nil,
        fingerprint: fingerprint(after: statement)))
  }

  /// A run that is under way, as if it were interrupted where it is now.
  /// - Parameter clock: t of descent, or the time of flow.
  func remembering(runAt clock: Double) -> Session {
    var session = self
    session.journal.record(
      Journal.Step(
        statement: journal.next, failure: .interrupted, clock: clock, runs: nil,
        fingerprint: session.fingerprint))
    return session.withSettledJournal
  }

  /// As if the cell that runs were over.
  var withSettledJournal: Session {
    var session = self
    session.journal = journal.settled
    return session
  }

  private func clock(of statement: Statement) -> Double? {
    switch statement.commandName {
    case Command.step.name, Command.run.name: experiment.step
    case Command.flow.name: experiment.time
    case _: nil
    }
  }

  private func runs(of statement: Statement) -> [Bool]? {
    guard let table = sweptTable(of: statement) else { return nil }
    return table.cells.flatMap { cell in cell.outcomes.map { $0 != .missing } }
  }

  private func sweptTable(of statement: Statement) -> SweepTable? {
    guard case .command(let call) = statement.kind, call.command?.sweeps ?? false,
      case .name(let name, _) = call.arguments
    else { return nil }
    return table(name.text)
  }

  /// Of all that a statement can have changed: names, the experiment that it acted on, its variable or its table.
  func fingerprint(after statement: Statement) -> UInt64 {
    var print = Fingerprint()
    if case .assignment(let name, _) = statement.kind {
      print.add(variables[name.text] ?? .none)
      return print.value
    }
    guard let table = sweptTable(of: statement) else { return fingerprint }
    print.add(table)
    return print.value
  }

  /// Of the experiments' names, and of the one that statements act on.
  private var fingerprint: UInt64 {
    var print = Fingerprint()
    for name in experimentNames { print.add(name) }
    print.add(current)
    print.add(experiment.fingerprint)
    return print.value
  }
}

extension Statement {
  fileprivate var commandName: String? {
    if case .command(let call) = kind { call.name.text } else { nil }
  }

  /// `undo`, `load` alone and `reset` put another history in the place of this one.
  fileprivate var isRepeatable: Bool {
    guard case .command(let call) = kind else { return true }
    if case .none = call.arguments, call.command === Command.load { return false }
    return call.command !== Command.undo && call.command !== Command.reset
  }
}

extension Fingerprint {
  /// Elements of a list that are looked at, from its beginning.
  private static let mostElements = 1 << 18

  mutating func add(_ value: Value) {
    var room = Self.mostElements
    add(value, &room)
  }

  private mutating func add(_ value: Value, _ room: inout Int) {
    room -= 1
    switch value {
    case .none: add(UInt64(0))
    case .boolean(let boolean): add(UInt64(boolean ? 2 : 1))
    case .number(let number):
      add(UInt64(3))
      add(number.bitPattern)
    case .text(let text):
      add(UInt64(4))
      add(text)
    case .list(let list):
      add(UInt64(5))
      add(UInt64(list.elements.count))
      for element in list.elements where room > 0 { add(element, &room) }
    }
  }

  mutating func add(_ table: SweepTable) {
    for texts in [table.keys, table.measures] { for text in texts { add(text) } }
    for cell in table.cells {
      for value in cell.settings { add(value) }
      for outcome in cell.outcomes {
        switch outcome {
        case .missing: add(UInt64(0))
        case .measured(let numbers): add(numbers)
        case .failed(let reason): add(reason)
        case .diverged: add(SweepTable.Reason.diverged.rawValue)
        case .undecided(let numbers):
          add(SweepTable.Reason.undecided.rawValue)
          add(numbers)
        case .absent(let absence): add(absence.rawValue)
        }
      }
    }
  }
}
