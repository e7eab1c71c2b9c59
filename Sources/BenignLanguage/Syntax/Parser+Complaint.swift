// SPDX-License-Identifier: Apache-2.0

extension Parser {
  /// What the grammar allows at a place where something else stands.
  enum Expectation {
    case value
    case name
    case member(of: String)
    case closeGroup
    case closeCall
    case closeList
    case closeIndex
    case pair
    case argumentsEnd(ArgumentShape)
    case statementEnd

    var text: String {
      switch self {
      case .value: "a number, string, name, list or ( expression )"
      case .name: "a name"
      case .member(let owner): "a name after \(owner)."
      case .closeGroup: "an operator or )"
      case .closeCall: "a comma or )"
      case .closeList: "a comma or ]"
      case .closeIndex: "an operator or ]"
      case .pair: "an operator, or a pair key=value, or the end of the statement"
      case .argumentsEnd(let shape): shape.expectation
      case .statementEnd: "an operator or the end of the statement"
      }
    }
  }

  /// The complaint about the present token, which does not fit.
  func unexpected(_ expectation: Expectation) -> Diagnostic {
    if let hint = PastedText.hint(for: token, in: source, after: previousKind) { return hint }
    var diagnostic = Diagnostic(
      .syntax, "\(description) cannot stand here.", at: token.range, expected: expectation.text)
    if token.kind == .end || token.kind == .statement {
      diagnostic.message = "The statement ends where something must follow."
      if let bracket = openBrackets.last {
        diagnostic.message = "The bracket \(text(bracket)) is not closed."
        diagnostic.range = bracket.range
      }
    } else {
      explainLine(&diagnostic)
      if diagnostic.suggestion == nil { diagnostic.suggestion = form(insteadOf: expectation) }
    }
    return diagnostic
  }

  /// The form of what other languages write in this way.
  private func form(insteadOf expectation: Expectation) -> String? {
    switch (expectation, token.kind) {
    case (.pair, .comma): return "a blank in its place"
    case (.closeGroup, .comma):
      return commandBeforeBracket.map { "\($0) …, without ( )" } ?? "[ ] around a list"
    case (.closeList, .name) where text(token) == "for":
      return "arithmetic on a list, which goes element by element: (1..5)^2"
    case (.argumentsEnd, .name) where ["vs", "versus", "against"].contains(text(token)):
      return "x=\(text(token(after: 1))), what the horizontal axis shows"
    case (.argumentsEnd, .openParenthesis):
      return previous.flatMap { form(ofCalled: text($0)) }
    case (.statementEnd, .comma): return "print a, b for both, or a list: [a, b]"
    case (.name, .openParenthesis) where token(after: 1).kind == .name:
      return previous.map { "\(text($0)) \(text(token(after: 1)))" }
    case (.argumentsEnd, .number):
      return previous.flatMap { vocabulary.formOfNumber(text($0), text(token)) }
    case (.statementEnd, .openParenthesis):
      guard index > 2, token(after: -2).kind == .dot else { return nil }
      return vocabulary.formOfMethod(text(token(after: -3)), text(token(after: -1)))
    default: return nil
    }
  }

  /// `run(steps=100)`: a command is no function.
  private func form(ofCalled command: String) -> String? {
    let first = token(after: 1)
    if first.kind == .number { return vocabulary.formOfNumber(command, text(first)) }
    guard let close = tokens[index...].firstIndex(where: { $0.kind == .closeParenthesis }),
      !tokens[index...close].contains(where: { $0.kind == .comma }), close > index + 1
    else { return "\(command) …, without ( )" }
    let inside = first.range.lowerBound..<tokens[close - 1].range.upperBound
    return "\(command) \(source.string(inside))"
  }

  /// The command whose arguments stand in the bracket that is open, as those of a function would.
  private var commandBeforeBracket: String? {
    guard let bracket = openBrackets.last, openBrackets.count == 1 else { return nil }
    var before = index
    while before > 0, token(after: before - index) != bracket { before -= 1 }
    guard before > 0 else { return nil }
    let word = text(token(after: before - 1 - index))
    return vocabulary.shape(word) == nil ? nil : word
  }

  /// A line that goes on where its writer meant to begin a statement is the commonest surprise.
  private func explainLine(_ diagnostic: inout Diagnostic) {
    guard isFirstOfLine else {
      diagnostic.suggestion = suggestion
      return
    }
    if let bracket = openBrackets.last {
      let line = source.line(at: bracket.range.lowerBound).number
      diagnostic.message =
        "\(description) cannot stand here: the bracket \(text(bracket)) of line \(line) is open."
      diagnostic.suggestion = "\(text(bracket) == "(" ? ")" : "]") at the end of line \(line)"
    } else if previousKind != .statement {
      diagnostic.message =
        "\(description) cannot stand here: an indented line continues the one above."
      diagnostic.suggestion = "no blanks at the beginning of the line"
    }
  }

  private var previous: Token? { index > 0 ? token(after: -1) : nil }
  private var previousKind: Token.Kind? { previous?.kind }

  /// Whether a line break stands before the present token.
  private var isFirstOfLine: Bool {
    guard let previous else { return false }
    return source.scalars[previous.range.upperBound..<token.range.lowerBound]
      .contains(where: \.isLineBreak)
  }

  private var description: String {
    switch token.kind {
    case .string: "A string"
    case .number: "The number \(text(token))"
    case .name: "The name \(text(token))"
    default: text(token)
    }
  }

  /// The right form of what was probably meant.
  private var suggestion: String? {
    let touches = previous?.range.upperBound == token.range.lowerBound
    switch (previousKind, token.kind) {
    case (.number, .name) where touches: return "* between a number and a name"
    case (.number, .dot) where touches: return "a digit behind the point: 5.0 or 5"
    case (.statement, .slash): return "# for a comment"
    case (.slash, .slash): return "floor(a/b) for whole quotients, # for a comment"
    case (.plus, .assign), (.minus, .assign), (.star, .assign), (.slash, .assign):
      return "x = x + 1"
    case (.name, .assign) where openBrackets.isEmpty && token(after: -2).kind == .comma:
      return "a blank in place of the comma: keys follow without one"
    case (.name, .assign), (.closeBracket, .assign), (.closeParenthesis, .assign):
      return commandBeforeBracket.flatMap { vocabulary.formOfNumber($0, "…") }
        ?? "== to compare; an assignment begins NAME ="
    default: return nil
    }
  }

  /// `main.mixture.seed`, which the grammar does not know: a name has one point at most.
  func secondPoint(_ owner: Identifier, _ name: Identifier) -> Diagnostic {
    var diagnostic = Diagnostic(
      .syntax, "A name has one point at most.", at: token.range, expected: "NAME or NAME.NAME")
    guard token(after: 1).kind == .name else { return diagnostic }
    diagnostic.suggestion = vocabulary.formOfMember(
      owner.text, name.text, text(token(after: 1)))
    return diagnostic
  }

  /// Two operands in a row at the beginning of a statement, and then what is no command's form either.
  func unknownCommand(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .syntax, "\(name.text) is no command, and this is no expression.", at: name.range,
      expected: "a command, NAME = value, or one expression",
      suggestion: vocabulary.formOfCommand(name.text))
  }

  func tooDeep() -> Diagnostic {
    Diagnostic(
      .syntax, "This is nested more than \(Self.deepestNesting) deep.", at: token.range,
      expected: "fewer brackets inside one another", suggestion: "variables for the inner parts")
  }

  /// `a < b < c`, which the grammar does not know.
  func chainedRelation(
    _ left: Expression, _ relation: Expression.Relation, _ right: Expression
  ) -> Diagnostic {
    let middle = source.string(right.range)
    let first = "\(source.string(left.range)) \(relation.rawValue) \(middle)"
    return Diagnostic(
      .syntax, "A comparison has two sides.", at: token.range, expected: "and, or, or the end",
      suggestion: "\(first) and \(middle) \(text(token)) …")
  }
}
