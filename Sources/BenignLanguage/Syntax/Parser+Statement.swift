// SPDX-License-Identifier: Apache-2.0

extension Parser {
  /// statement = NAME "=" expression | COMMAND [ arguments ] { key "=" expression } | expression
  mutating func statement() throws(Diagnostic) -> Statement {
    let start = token.range.lowerBound
    let kind = try statementKind()
    return Statement(kind: kind, range: start..<end)
  }

  private mutating func statementKind() throws(Diagnostic) -> Statement.Kind {
    guard token.kind == .name else { return .expression(try expression()) }
    if token(after: 1).kind == .assign {
      let name = identifier()
      advance()
      return .assignment(name: name, value: try expression())
    }
    // `mixture.seed` is a setting's name, not the command `mixture`.
    guard token(after: 1).kind != .dot else { return .expression(try expression()) }
    let word = text(token)
    if let shape = vocabulary.shape(word) { return .command(try call(shape, word)) }
    // Two operands in a row: something was meant as a command, and the check of the cell says that it is none.
    guard token(after: 1).kind.beginsOperandOnly else { return .expression(try expression()) }
    return .command(try call(nil, word))
  }

  /// - Parameter known: what may follow the command; `nil` where the word is none.
  private mutating func call(
    _ known: ArgumentShape?, _ word: String
  ) throws(Diagnostic) -> CommandCall {
    let name = Identifier(text: word, range: advance().range)
    let shape = known ?? .any
    let arguments = try arguments(shape, isKnown: known != nil, name)
    var pairs: [CommandCall.Pair] = []
    var keys: Set<String> = []
    while beginsPair {
      let pair = try pair()
      guard keys.insert(pair.key.text).inserted else {
        throw Diagnostic(
          .syntax, "The key \(pair.key.text) stands twice in this statement.", at: pair.key.range,
          expected: "each key once")
      }
      pairs.append(pair)
    }
    guard token.kind == .statement || token.kind == .end else {
      if known == nil, token.kind != .foreign { throw unknownCommand(name) }
      throw unexpected(pairs.isEmpty ? .argumentsEnd(shape) : .pair)
    }
    return CommandCall(name: name, arguments: arguments, pairs: pairs)
  }

  /// What goes wrong behind a word that is no command goes wrong because of that word.
  private mutating func arguments(
    _ shape: ArgumentShape, isKnown: Bool, _ name: Identifier
  ) throws(Diagnostic) -> CommandCall.Arguments {
    do throws(Diagnostic) {
      return try arguments(shape)
    } catch {
      throw isKnown || token.kind == .foreign ? error : unknownCommand(name)
    }
  }

  /// key = NAME [ "." NAME ], and `=` behind it.
  private var beginsPair: Bool {
    guard token.kind == .name else { return false }
    if token(after: 1).kind == .assign { return true }
    return token(after: 1).kind == .dot && token(after: 2).kind == .name
      && token(after: 3).kind == .assign
  }

  private mutating func pair() throws(Diagnostic) -> CommandCall.Pair {
    var key = identifier()
    if take(.dot) {
      let second = identifier()
      key = Identifier(
        text: "\(key.text).\(second.text)", range: key.range.lowerBound..<second.range.upperBound)
    }
    advance()
    return CommandCall.Pair(key: key, value: try expression())
  }

  private mutating func arguments(_ shape: ArgumentShape) throws(Diagnostic)
    -> CommandCall.Arguments
  {
    guard token.kind != .statement, token.kind != .end, !beginsPair else { return .none }
    switch shape {
    case .none:
      throw unexpected(.argumentsEnd(.none))
    case .name:
      guard token.kind == .name else { throw unexpected(.name) }
      return .name(identifier(), nil)
    case .nameAndFile:
      guard token.kind == .name else { throw unexpected(.name) }
      let name = identifier()
      let isAlone = token.kind == .statement || token.kind == .end || beginsPair
      return .name(name, isAlone ? nil : try expression())
    case .expression, .nameOrExpression, .file:
      return .expressions([try expression()])
    case .expressions:
      return .expressions(try list(until: nil))
    case .any:
      if token.kind == .name, token(after: 1).kind.beginsOperandOnly {
        let name = identifier()
        return .name(name, beginsPair ? nil : try expression())
      }
      return .expressions(try list(until: nil))
    }
  }

  /// list = expression { "," expression }; before a closing bracket one more comma may stand.
  mutating func list(until closing: Token.Kind?) throws(Diagnostic) -> [Expression] {
    var elements = [try expression()]
    while take(.comma) {
      if let closing, token.kind == closing { break }
      elements.append(try expression())
    }
    return elements
  }
}
