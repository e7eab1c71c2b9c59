// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A session's statements, run again in a scratch session that nobody sees.
struct Verification {
  /// Where the scratch session first was another one.
  struct Difference: Sendable, Equatable {
    /// Of the cell; `nil` where it has no number, and at the end.
    var execution: Int?
    /// Of the statement in its cell, from 1; `nil` at the end.
    var line: Int?
    /// As it is written, its first line.
    var statement: String?
    /// What differs.
    let reason: String
  }

  struct Outcome: Sendable {
    var cells = 0
    /// `nil` where every bit came out the same.
    var difference: Difference?
  }

  private(set) var outcome = Outcome()
  private var scratch = Session()
  private let environment: Environment

  /// - Parameter environment: asked for interrupts; nothing is published, written or kept.
  init(in environment: Environment) { self.environment = environment }

  /// - Parameter tell: given how many entries are done.
  /// - Throws: Interrupted.
  mutating func run(_ session: Session, tell: (Int) -> Void) throws(Diagnostic) {
    for (index, entry) in session.journal.all.enumerated() where outcome.difference == nil {
      try environment.requireUninterrupted()
      switch entry {
      case .table(_, let table?): scratch.put(table)
      case .table(let name, nil): scratch.drop(table: name)
      case .cell(let source, let execution, let steps):
        outcome.cells += 1
        try run(steps, of: SourceText(source), execution: execution)
      }
      tell(index + 1)
    }
    if outcome.difference == nil { outcome.difference = scratch.difference(from: session) }
  }

  private mutating func run(
    _ steps: [Journal.Step], of source: SourceText, execution: Int?
  ) throws(Diagnostic) {
    let statements = try Parser.statements(of: source)
    for step in steps {
      guard statements.indices.contains(step.statement) else { continue }
      let statement = statements[step.statement]
      let failure = try perform(statement, as: step)
      guard let reason = reason(failure, step, statement) else { continue }
      let text = CellLabel(SourceText(source.string(statement.range)), execution: nil).text
      outcome.difference = Difference(
        execution: execution, line: source.line(at: statement.range.lowerBound).number,
        statement: text, reason: reason)
      return
    }
  }

  /// - Returns: what the statement failed with.
  /// - Throws: Interrupted, where that was meant for the verification.
  private mutating func perform(
    _ statement: Statement, as step: Journal.Step
  ) throws(Diagnostic) -> Diagnostic? {
    var quiet = Environment(stop: environment.stop, emit: { _ in })
    quiet.replay = Replay(step)
    do {
      try scratch.perform(statement, in: quiet)
      return nil
    } catch {
      try environment.requireUninterrupted()
      return error
    }
  }

  private func reason(
    _ failure: Diagnostic?, _ step: Journal.Step, _ statement: Statement
  ) -> String? {
    if let failure, failure.kind != step.failure { return PlainText.onOneLine(failure.message) }
    // A sweep that makes the runs that were made has come to its end.
    if failure == nil, let kind = step.failure, step.runs == nil {
      return "it failed with \(kind.rawValue), and now it does not"
    }
    guard scratch.fingerprint(after: statement) != step.fingerprint else { return nil }
    if case .assignment(let name, _) = statement.kind { return "\(name.text) has another value" }
    if case .command(let call) = statement.kind, call.command?.sweeps ?? false,
      case .name(let name, _) = call.arguments
    {
      return "\(name.text) has other numbers"
    }
    return "\(scratch.place), and not every bit is as it was"
  }
}

extension Session {
  /// What another session that came about in the same way has differently; `nil` where nothing.
  fileprivate func difference(from other: Session) -> Verification.Difference? {
    func difference(_ reason: String) -> Verification.Difference {
      Verification.Difference(reason: "at the end " + reason)
    }
    guard experimentNames == other.experimentNames, current == other.current else {
      return difference("there are other experiments")
    }
    for name in experimentNames
    where experiments[name]?.fingerprint != other.experiments[name]?.fingerprint {
      return difference("\(name) is another one")
    }
    guard variables.keys == other.variables.keys else {
      return difference("there are other variables")
    }
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
      var prints = (Fingerprint(), Fingerprint())
      prints.0.add(value)
      prints.1.add(other.variables[name] ?? .none)
      if prints.0 != prints.1 { return difference("\(name) has another value") }
    }
    return nil
  }
}
