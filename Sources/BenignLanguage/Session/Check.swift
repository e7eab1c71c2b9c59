// SPDX-License-Identifier: Apache-2.0

/// What is looked at before anything of a cell runs: commands, keys, functions and the names assigned to.
struct Check {
  private let session: Session
  private var assigned: Set<String> = []

  init(_ session: Session) { self.session = session }

  /// - Throws: UnknownName, or InvalidArgument for a reserved name, of the first statement at fault.
  static func statements(_ statements: [Statement], in session: Session) throws(Diagnostic) {
    var check = Check(session)
    for statement in statements { try check.statement(statement) }
  }

  private mutating func statement(_ statement: Statement) throws(Diagnostic) {
    switch statement.kind {
    case .assignment(let name, let value):
      try Self.name(name, for: "variable")
      try functions(in: value)
      assigned.insert(name.text)
    case .command(let call):
      try command(call)
    case .expression(let expression):
      try loneName(expression)
      try functions(in: expression)
    }
  }

  /// - Throws: InvalidArgument when the name is reserved.
  static func name(_ name: Identifier, for purpose: String) throws(Diagnostic) {
    guard let reservation = Registry.reservation(of: name.text) else { return }
    throw Diagnostic(
      .invalidArgument, "\(name.text) is \(reservation): no \(purpose) can bear that name.",
      at: name.range, expected: "a name that is not reserved", suggestion: "\(name.text)_1")
  }

  private mutating func command(_ call: CommandCall) throws(Diagnostic) {
    guard let command = call.command else {
      throw Diagnostic(
        .unknownName, "\(call.name.text) is no command.", at: call.name.range,
        expected: "a command, NAME = value, or one expression",
        suggestion: PastedText.form(
          ofCommand: call.name.text, before: call.pairs.first?.key.text))
    }
    let free = call.freeVariables
    for pair in call.pairs {
      guard command.key(pair.key.text) != nil || free.contains(pair.key.text) else {
        throw Self.unknownKey(pair.key, of: command)
      }
      try functions(in: pair.value)
    }
    // What a sweep of this cell will have made is to be told by what it then is.
    if command.sweeps, case .name(let name, _) = call.arguments {
      assigned.insert(name.text)
    }
    switch call.arguments {
    case .none: break
    case .name(_, let expression): if let expression { try functions(in: expression) }
    case .expressions(let expressions):
      for expression in expressions { try functions(in: expression) }
    }
  }

  static func unknownKey(_ key: Identifier, of command: Command) -> Diagnostic {
    let names = command.keys.map(\.name)
    // Of a sweep it would be a free variable, if it could.
    let reservation = Registry.reservation(of: key.text).map { "it is \($0)" }
    let why = command.sweeps ? reservation ?? "nothing after it uses that name" : nil
    return Diagnostic(
      .unknownName,
      "\(command.name) has no key \(key.text)" + (why.map { ", and \($0)." } ?? "."), at: key.range,
      expected: names.isEmpty ? "no keys" : "one of " + names.joined(separator: ", "),
      suggestion: PastedText.form(ofKey: key.text, of: command) ?? owner(of: key.text)
        ?? Spelling.nearest(to: key.text, among: names))
  }

  /// The statement that a key of this name belongs to.
  private static func owner(of key: String) -> String? {
    let owners = Registry.commands.filter {
      $0.keys.contains { $0.name == key && !$0.isBorrowed }
    }
    guard owners.count <= 3 else { return nil }
    return owners.last.map { "\($0.name) … \(key)=…, a statement of its own" }
  }

  /// A statement that is one name: a command misspelt, unless the name has a meaning.
  private func loneName(_ expression: Expression) throws(Diagnostic) {
    guard case .name(let name) = expression.node, !assigned.contains(name) else { return }
    do {
      _ = try Scope(session).meaning(of: name, at: expression.range)
    } catch {
      // NotReady depends on the statements before; whether the name exists does not.
      guard error.kind == .unknownName else { return }
      throw error
    }
  }

  private func functions(in expression: Expression) throws(Diagnostic) {
    if case .call(let name, _) = expression.node, Registry.function(name.text) == nil {
      throw Registry.unknownFunction(name)
    }
    for part in expression.parts { try functions(in: part) }
  }
}

extension Expression {
  /// The expressions directly inside.
  var parts: [Expression] {
    switch node {
    case .number, .text, .boolean, .none, .name, .member: []
    case .call(_, let arguments): arguments
    case .list(let elements): elements
    case .index(let base, let indices): [base] + indices
    case .power(let base, let exponent): [base, exponent]
    case .negated(let operand), .affirmed(let operand), .not(let operand): [operand]
    case .product(let first, let rest): [first] + rest.map(\.operand)
    case .sum(let first, let rest): [first] + rest.map(\.operand)
    case .range(let first, let last): [first, last]
    case .relation(let left, _, let right): [left, right]
    case .all(let operands), .any(let operands): operands
    }
  }
}
