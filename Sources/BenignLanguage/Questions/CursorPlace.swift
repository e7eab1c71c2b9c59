// SPDX-License-Identifier: Apache-2.0

/// What surrounds the cursor: which statement it is in, and what may stand there.
struct CursorPlace {
  enum Context {
    /// Inside a string, a comment or a number.
    case none
    case statement
    case topic
    case arguments(Command)
    case value(Command, key: String)
    case expression
  }

  let context: Context
  /// The part of the word at the cursor that stands before it.
  let prefix: String
  /// The word at the cursor up to the cursor.
  let range: Range<Int>
  private(set) var keysGiven: Set<String> = []

  init(_ source: SourceText, at cursor: Int) {
    let cursor = min(max(cursor, 0), source.count)
    let tokens = Lexer.tokens(of: source)
    // Tokens that begin before the cursor; the last of them may contain it.
    let before = tokens.prefix { $0.range.lowerBound < cursor && $0.kind != .end }
    let word = before.last.flatMap { $0.range.upperBound >= cursor && $0.isWord ? $0 : nil }
    range = (word?.range.lowerBound ?? cursor)..<cursor
    prefix = source.string(range)
    let statement = Self.statement(of: before, besides: word, in: source, at: cursor)
    context = Self.context(statement, source)
    for (token, next) in zip(statement, statement.dropFirst()) where next.kind == .assign {
      keysGiven.insert(source.string(token.range))
    }
  }

  /// The tokens of the cursor's statement that stand before the word at the cursor.
  private static func statement(
    of tokens: ArraySlice<Token>, besides word: Token?, in source: SourceText, at cursor: Int
  ) -> [Token] {
    let start = tokens.lastIndex { $0.kind == .statement } ?? tokens.startIndex
    var own = Array(tokens[start...].drop { $0.kind == .statement })
    if word != nil, !own.isEmpty { own.removeLast() }
    // A cursor on a line of its own begins a statement, unless a bracket is open or the line is indented.
    guard word == nil, let last = own.last else { return own }
    let between = source.scalars[min(last.range.upperBound, cursor)..<cursor]
    guard between.contains(where: \.isLineBreak), between.last?.isLineBreak == true else {
      return own
    }
    let opened = own.filter { $0.kind == .openBracket || $0.kind == .openParenthesis }.count
    let closed = own.filter { $0.kind == .closeBracket || $0.kind == .closeParenthesis }.count
    return opened > closed ? own : []
  }

  private static func context(_ statement: [Token], _ source: SourceText) -> Context {
    guard let first = statement.first else { return .statement }
    if let last = statement.last, last.kind == .unclosedString { return .none }
    guard first.kind == .name, let command = Registry.command(source.string(first.range)),
      statement.dropFirst().first?.kind != .assign
    else { return .expression }
    if command.name == "help" { return .topic }
    guard let last = statement.last, last.kind == .assign, statement.count >= 3 else {
      return .arguments(command)
    }
    let key = statement[statement.count - 2]
    return .value(command, key: source.string(key.range))
  }
}

extension Token {
  fileprivate var isWord: Bool {
    switch kind {
    case .name, .true, .false, .none, .and, .or, .not: true
    default: false
    }
  }
}
