// SPDX-License-Identifier: Apache-2.0

import Concurrency

extension Session {
  /// Runs a cell, statement by statement, each of them a transaction.
  ///
  /// The cell is read whole first: a SyntaxError, an unknown command, key or function anywhere in it, and nothing
  /// runs. A statement that fails leaves the session as it was before it, and ends the cell.
  /// - Returns: what went wrong, or `nil`.
  public mutating func run(_ source: SourceText, in environment: Environment) -> Diagnostic? {
    open(source, execution: environment.execution)
    defer {
      close()
      keep(in: environment)
      environment.publish(self)
    }
    do {
      let statements = try read(source, in: environment)
      for (place, statement) in statements.enumerated() {
        try perform(statement, at: place, in: environment)
      }
      return nil
    } catch {
      return error
    }
  }

  /// Longer cells, in code points, take milliseconds to read, or seconds.
  private static let leastLong = 20_000

  /// The statements of a cell, with all names in them checked; an interrupt does not wait until a long cell is read.
  private func read(
    _ source: SourceText, in environment: Environment
  ) throws(Diagnostic) -> [Statement] {
    let session = self
    let read: @Sendable (Environment) throws(Diagnostic) -> [Statement] = {
      (_) throws(Diagnostic) in
      let statements = try Parser.statements(of: source)
      try Check.statements(statements, in: session)
      return statements
    }
    return try source.count < Self.leastLong ? read(environment) : environment.abandonably(read)
  }

  /// Remembers what the statement has changed, however it ended.
  private mutating func perform(
    _ statement: Statement, at place: Int, in environment: Environment
  ) throws(Diagnostic) {
    let moment = moment
    // A cell of many statements may be long, though none of them is.
    environment.keeper?.keepNowAndThen(self) { $0.withSettledJournal }
    journal.next = place
    do throws(Diagnostic) {
      try perform(statement, in: environment)
      remember(statement, place, since: moment, nil)
    } catch {
      remember(statement, place, since: moment, error)
      throw error
    }
  }

  mutating func perform(_ statement: Statement, in environment: Environment) throws(Diagnostic) {
    guard !environment.stop.isRequested else {
      throw Diagnostic(
        .interrupted, "The cell was interrupted before this statement.", at: statement.range)
    }
    do {
      switch statement.kind {
      case .assignment(let name, let value):
        try assign(value, to: name, in: environment)
      case .command(let call):
        try perform(call, at: statement.range, in: environment)
      case .expression(let expression):
        // Where runs are divided among processes, nobody looks at it.
        guard environment.division == nil else { return }
        let value = try Evaluator(environment: environment).value(of: expression, in: Scope(self))
        environment.emit(.value(value))
        if value.isLarge { try environment.requireUninterrupted() }
      }
    } catch {
      throw error.located(at: statement.range)
    }
  }

  private mutating func assign(
    _ value: Expression, to name: Identifier, in environment: Environment
  ) throws(Diagnostic) {
    guard environment.access == .changing else { throw Self.busy("An assignment", at: name.range) }
    try checkFree(name, for: "variable")
    let value = try Evaluator(environment: environment).value(of: value, in: Scope(self))
    set(value, as: name.text)
    if Setting.named(name.text) != nil { Self.warnOfSetting(name.text, in: environment) }
  }

  /// That two things bear one name from now on.
  private static func warnOfSetting(_ name: String, in environment: Environment) {
    let commands = Registry.commands.filter(\.prefersSettings).map(\.name)
    environment.emit(
      .warning(
        """
        warning: \(name) is also a setting: in the keys of \(commands.joined(separator: ", ")) \
        it means the experiment's, elsewhere this variable.

        """))
  }

  private mutating func perform(
    _ call: CommandCall, at range: Range<Int>, in environment: Environment
  ) throws(Diagnostic) {
    guard let command = call.command, !environment.passesOver(command) else { return }
    guard command.effect == .reads || environment.access == .changing else {
      throw Self.busy(command.name, at: call.name.range)
    }
    // Whoever asks while the statement works shall see what the ones before left; a print is over at once.
    if command !== Command.print { environment.publish(self) }
    warnOfOrder(call, of: command, in: environment)
    let invocation = try Invocation(
      call, of: command, range: range, session: self, environment: environment)
    try command.perform(invocation, &self)
  }

  /// Before the cell is answered, so that a kernel that dies has lost nothing that was.
  private func keep(in environment: Environment) {
    guard environment.access == .changing, let keeper = environment.keeper else { return }
    guard let warning = keeper.keep(self, stop: environment.stop) else { return }
    environment.emit(.warning("warning: \(warning)\n"))
  }

  private static func busy(_ what: String, at range: Range<Int>) -> Diagnostic {
    Diagnostic(
      .busy, "\(what) changes the session, and a subshell only reads.", at: range,
      expected: "an expression, a query, plot, print, show or help")
  }

  /// That a name is not borne by something of another kind already: `NAME.x` would mean two things.
  /// - Throws: InvalidArgument.
  func checkFree(_ name: Identifier, for purpose: String) throws(Diagnostic) {
    let bearers = [
      ("experiment", experiments[name.text] != nil), ("variable", variables[name.text] != nil),
      ("table", table(name.text) != nil),
    ]
    // A variable and an experiment never stand in the same place.
    let isTable = purpose == "table"
    for (bearer, isBorne) in bearers where isBorne && isTable == (bearer != "table") {
      let article = bearer == "experiment" ? "an" : "a"
      throw Diagnostic(
        .invalidArgument, "\(name.text) is \(article) \(bearer) already.", at: name.range,
        expected: "another name for the \(purpose)",
        suggestion: bearer == "table" ? "drop \(name.text)" : "\(name.text)_1")
    }
  }
}
