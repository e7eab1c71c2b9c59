// SPDX-License-Identifier: Apache-2.0

/// Reads a cell into statements, by recursive descent with one token of lookahead (three for a key).
///
/// - Complexity: O(code points); nesting is bounded by `deepestNesting`.
public struct Parser {
  /// How deep brackets, signs and powers may stand inside one another.
  public static let deepestNesting = 100

  let source: SourceText
  let vocabulary: Vocabulary
  let tokens: [Token]
  private(set) var index = 0
  /// Brackets open at the present token, innermost last.
  private(set) var openBrackets: [Token] = []
  var nesting = 0

  init(_ source: SourceText, _ vocabulary: Vocabulary) {
    self.source = source
    self.vocabulary = vocabulary
    tokens = Lexer.tokens(of: source)
  }

  /// - Throws: the first SyntaxError of the cell.
  mutating func cell() throws(Diagnostic) -> [Statement] {
    var statements: [Statement] = []
    statements.reserveCapacity(tokens.count { $0.kind == .statement })
    while token.kind == .statement {
      advance()
      statements.append(try statement())
      guard token.kind == .statement || token.kind == .end else { throw unexpected(.statementEnd) }
    }
    return statements
  }

  // MARK: Tokens

  var token: Token { tokens[index] }

  /// The token some places on; the end repeats itself.
  func token(after count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

  @discardableResult
  mutating func advance() -> Token {
    let current = tokens[index]
    if index + 1 < tokens.count { index += 1 }
    return current
  }

  mutating func take(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  /// Where the last token read ends.
  var end: Int { index > 0 ? tokens[index - 1].range.upperBound : token.range.lowerBound }

  mutating func open() { openBrackets.append(advance()) }

  mutating func close(_ kind: Token.Kind, _ expectation: Expectation) throws(Diagnostic) {
    guard take(kind) else { throw unexpected(expectation) }
    openBrackets.removeLast()
  }

  func text(_ token: Token) -> String { source.string(token.range) }

  mutating func identifier() -> Identifier {
    let token = advance()
    return Identifier(text: text(token), range: token.range)
  }

  /// Whether the cell would go on: it ended inside a bracket and all before is right.
  var endedInsideBracket: Bool { token.kind == .end && !openBrackets.isEmpty }
}
