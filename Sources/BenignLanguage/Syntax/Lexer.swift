// SPDX-License-Identifier: Apache-2.0

/// Cuts a cell into tokens in one pass; it never fails, what it cannot read becomes a token of its own.
///
/// A `statement` token stands before the first token of each statement. Which lines begin a statement is
/// decided here: one that does not stand inside an open bracket and is not indented deeper than
/// the least indented line (a cell indented as a whole counts as not indented).
struct Lexer {
  private let source: SourceText
  private var scalars: [Unicode.Scalar] { source.scalars }
  private var position = 0
  private var depth = 0
  private var tokens: [Token] = []
  /// Index into `tokens` and number of leading blanks of each line that may begin a statement.
  private var lines: [(token: Int, indent: Int)] = []

  private init(_ source: SourceText) { self.source = source }

  /// - Complexity: O(code points).
  static func tokens(of source: SourceText) -> [Token] {
    var lexer = Lexer(source)
    lexer.run()
    return lexer.tokens
  }

  private mutating func run() {
    tokens.reserveCapacity(scalars.count / 3 + 2)
    // A byte order mark belongs to the encoding, not to the text.
    if scalars.first == "\u{FEFF}" { position = 1 }
    while position < scalars.count { readLine() }
    let end = tokens.last?.range.upperBound ?? 0
    tokens.append(Token(kind: .end, range: end..<end))
    joinContinuedLines()
  }

  /// Reads to the next line break, and past it.
  private mutating func readLine() {
    let start = position
    skipBlanks()
    if depth == 0, position < scalars.count, !scalars[position].isLineBreak,
      scalars[position] != "#"
    {
      lines.append((tokens.count, position - start))
      let end = tokens.last?.range.upperBound ?? position
      tokens.append(Token(kind: .statement, range: end..<end))
    }
    while position < scalars.count {
      if let next = source.lineBreak(at: position) {
        position = next
        return
      }
      if scalars[position] == "#" {
        skipComment()
      } else {
        readToken()
      }
      skipBlanks()
    }
  }

  private mutating func skipBlanks() {
    while position < scalars.count, scalars[position].isBlank { position += 1 }
  }

  private mutating func skipComment() {
    while position < scalars.count, !scalars[position].isLineBreak { position += 1 }
  }

  private mutating func readToken() {
    let start = position
    let first = scalars[start]
    let kind: Token.Kind
    if first.beginsName {
      kind = readName()
    } else if first.isDigit || (first == "." && isDigit(at: start + 1)) {
      readNumber()
      kind = .number
    } else if first == "\"" {
      kind = readString()
    } else {
      kind = readMark()
    }
    tokens.append(Token(kind: kind, range: start..<position))
  }

  private mutating func readName() -> Token.Kind {
    let start = position
    while position < scalars.count, scalars[position].continuesName { position += 1 }
    // Few names can be a keyword, and a text for each of the others would cost more than all else here.
    guard position - start <= 5, "tTfFNaon".unicodeScalars.contains(scalars[start]) else {
      return .name
    }
    return Token.Kind.keyword(source.string(start..<position)) ?? .name
  }

  private func isDigit(at index: Int) -> Bool { index < scalars.count && scalars[index].isDigit }

  private mutating func readNumber() {
    skipDigits()
    // A point belongs to the number only with a digit after it: `1..9` is a range, `5.` no number.
    if position < scalars.count, scalars[position] == ".", isDigit(at: position + 1) {
      position += 1
      skipDigits()
    }
    guard position < scalars.count, scalars[position] == "e" || scalars[position] == "E" else {
      return
    }
    var exponent = position + 1
    if exponent < scalars.count, scalars[exponent] == "+" || scalars[exponent] == "-" {
      exponent += 1
    }
    guard isDigit(at: exponent) else { return }
    position = exponent
    skipDigits()
  }

  /// Digits, with single `_` between two of them.
  private mutating func skipDigits() {
    while isDigit(at: position)
      || (position < scalars.count && scalars[position] == "_" && position > 0
        && scalars[position - 1].isDigit && isDigit(at: position + 1))
    {
      position += 1
    }
  }

  private mutating func readString() -> Token.Kind {
    position += 1
    while position < scalars.count, !scalars[position].isLineBreak {
      let scalar = scalars[position]
      position += 1
      if scalar == "\"" { return .string }
      if scalar == "\\", position < scalars.count, !scalars[position].isLineBreak { position += 1 }
    }
    return .unclosedString
  }

  /// Reads an operator or a bracket, or one character that is neither.
  private mutating func readMark() -> Token.Kind {
    let first = scalars[position]
    position += 1
    switch first {
    case "(", "[":
      depth += 1
      return first == "(" ? .openParenthesis : .openBracket
    case ")", "]":
      depth = max(0, depth - 1)
      return first == ")" ? .closeParenthesis : .closeBracket
    case "+": return .plus
    case "-": return .minus
    case "/": return .slash
    case "^": return .power
    case ",": return .comma
    case "*": return follows("*") ? .power : .star
    case ".": return follows(".") ? .range : .dot
    case "<": return follows("=") ? .lessOrEqual : .less
    case ">": return follows("=") ? .greaterOrEqual : .greater
    case "=": return follows("=") ? .equal : .assign
    case "!": return follows("=") ? .unequal : .foreign
    default: return .foreign
    }
  }

  private mutating func follows(_ scalar: Unicode.Scalar) -> Bool {
    guard position < scalars.count, scalars[position] == scalar else { return false }
    position += 1
    return true
  }

  /// Takes out the `statement` tokens of lines that continue the one above.
  private mutating func joinContinuedLines() {
    let outermost = lines.lazy.map(\.indent).min() ?? 0
    let continued = lines.dropFirst().filter { $0.indent > outermost }
    guard !continued.isEmpty else { return }
    var kept: [Token] = []
    kept.reserveCapacity(tokens.count)
    var next = continued.startIndex
    for (index, token) in tokens.enumerated() {
      if next < continued.endIndex, continued[next].token == index {
        next += 1
      } else {
        kept.append(token)
      }
    }
    tokens = kept
  }
}
