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
      if let bracket = openBrackets.last {
        diagnostic.message = "The bracket \(text(bracket)) is not closed."
        diagnostic.range = bracket.range
      } else {
        diagnostic.message = "The statement ends where something must follow."
      }
    } else {
      diagnostic.suggestion = suggestion
    }
    return diagnostic
  }

  private var previousKind: Token.Kind? { index > 0 ? token(after: -1).kind : nil }

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
    switch (previousKind, token.kind) {
    case (.number, .name): "* between a number and a name"
    case (.number, .dot): "a digit behind the point: 5.0 or 5"
    case (.slash, .slash): "floor(a/b) for whole quotients, # for a comment"
    case (.plus, .assign), (.minus, .assign), (.star, .assign), (.slash, .assign):
      "x = x + 1"
    case (.name, .assign), (.closeBracket, .assign), (.closeParenthesis, .assign):
      "== to compare; an assignment begins NAME ="
    default: nil
    }
  }

  func tooDeep() -> Diagnostic {
    Diagnostic(
      .syntax, "This is nested more than \(Self.deepestNesting) deep.", at: token.range,
      expected: "fewer brackets inside one another", suggestion: "variables for the inner parts")
  }

  /// `a < b < c`, which the grammar does not know.
  func chainedRelation(_ left: Expression, _ right: Expression) -> Diagnostic {
    let middle = source.string(right.range)
    return Diagnostic(
      .syntax, "A comparison has two sides.", at: token.range, expected: "and, or, or the end",
      suggestion: "\(source.string(left.range)) … \(middle) and \(middle) …")
  }
}
