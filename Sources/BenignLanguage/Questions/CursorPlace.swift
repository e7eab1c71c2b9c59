// SPDX-License-Identifier: Apache-2.0

/// What surrounds the cursor: which statement it is in, and what may stand there.
struct CursorPlace {
  enum Context {
    /// In a comment, a number, or a string that is no file.
    case none
    /// Where a statement begins.
    case statement
    /// Right behind a command.
    case arguments(Command)
    /// Behind a value: only a key can follow.
    case keys(Command)
    case value(Command, Key)
    /// Behind `owner.`
    case member(String)
    /// In a string that names a file.
    case path
    case expression
  }

  let context: Context
  /// The part of the word, or of the file's name, that stands before the cursor.
  let prefix: String
  /// Where it stands: what a completion replaces.
  let range: Range<Int>
  /// Keys that the statement has already.
  private(set) var keysGiven: Set<String> = []
  /// The folder that a path has named so far, as it is written.
  private(set) var folder = ""

  /// - Complexity: O(code points before the cursor).
  init(_ source: SourceText, at cursor: Int) {
    let cursor = min(max(cursor, 0), source.count)
    let tokens = Lexer.tokens(of: source)
    let before = tokens.prefix { $0.range.lowerBound < cursor && $0.kind != .end }
    let last = before.last
    if let last, last.holds(cursor) {
      let start = last.range.lowerBound + 1
      let path = source.string(start..<cursor)
      let names = path.split(separator: "/", omittingEmptySubsequences: false)
      prefix = names.last.map(String.init) ?? ""
      folder = String(path.dropLast(prefix.count))
      range = cursor - prefix.unicodeScalars.count..<cursor
      let statement = Self.statement(before.dropLast(), source, cursor: cursor)
      context =
        path.contains("\\") || !Self.expectsPath(statement, source) ? .none : .path
      return
    }
    let word = last.flatMap { $0.range.upperBound >= cursor && $0.isWord ? $0 : nil }
    range = (word?.range.lowerBound ?? cursor)..<cursor
    prefix = source.string(range)
    let statement = Self.statement(
      word == nil ? before : before.dropLast(), source, cursor: word?.range.lowerBound ?? cursor)
    let isDead = last.map { $0.kind == .number && $0.range.upperBound == cursor } ?? false
    context =
      isDead || Self.isComment(after: last, source, cursor)
      ? .none : Self.context(statement, source)
    for (token, next) in zip(statement, statement.dropFirst()) where next.kind == .assign {
      keysGiven.insert(source.string(token.range))
    }
  }

  /// The tokens of the statement that the cursor continues; none where it begins one.
  private static func statement(
    _ before: ArraySlice<Token>, _ source: SourceText, cursor: Int
  ) -> [Token] {
    guard let start = before.lastIndex(where: { $0.kind == .statement }) else { return [] }
    let own = Array(before[(start + 1)...])
    guard let last = own.last, last.range.upperBound <= cursor else { return own }
    // At the beginning of a line a new statement begins, unless a bracket is open.
    let between = source.scalars[last.range.upperBound..<cursor]
    guard between.last?.isLineBreak == true else { return own }
    return own.openBrackets.isEmpty ? [] : own
  }

  private static func isComment(after last: Token?, _ source: SourceText, _ cursor: Int) -> Bool {
    let between = source.scalars[min(last?.range.upperBound ?? 0, cursor)..<cursor]
    let line = between.lastIndex(where: \.isLineBreak).map { between[($0 + 1)...] } ?? between
    return line.contains("#")
  }

  private static func context(_ statement: [Token], _ source: SourceText) -> Context {
    guard let last = statement.last else { return .statement }
    if last.kind == .dot, let owner = statement.dropLast().last, owner.kind == .name {
      // `main.mixture.` goes nowhere: a name has one point at most.
      let isSecond = statement.dropLast(2).last?.kind == .dot
      return isSecond ? .none : .member(source.string(owner.range))
    }
    guard let command = command(of: statement, source) else {
      return last.endsOperand ? .none : .expression
    }
    if last.kind == .assign,
      let key = command.key(keyName(before: statement.count - 1, statement, source))
    {
      return .value(command, key)
    }
    if let key = listKey(of: command, statement, source) { return .value(command, key) }
    if statement.count == 1 { return .arguments(command) }
    if case .nameAndFile = command.arguments, statement.count == 2 { return .expression }
    return last.endsOperand && statement.openBrackets.isEmpty ? .keys(command) : .expression
  }

  /// The key that sweeps over the list whose next element is to come.
  private static func listKey(
    of command: Command, _ statement: [Token], _ source: SourceText
  ) -> Key? {
    guard let last = statement.last, last.kind == .openBracket || last.kind == .comma else {
      return nil
    }
    guard let open = statement.openBrackets.first, statement[open].kind == .openBracket, open > 0,
      statement[open - 1].kind == .assign
    else { return nil }
    let key = command.key(keyName(before: open - 1, statement, source))
    return key.flatMap { $0.sweeps ? $0 : nil }
  }

  private static func command(of statement: [Token], _ source: SourceText) -> Command? {
    guard let first = statement.first, first.kind == .name,
      statement.count < 2 || statement[1].kind != .assign
    else { return nil }
    return Registry.command(source.string(first.range))
  }

  /// The key whose `=` stands at `index`.
  private static func keyName(before index: Int, _ statement: [Token], _ source: SourceText)
    -> String
  {
    guard index >= 1 else { return "" }
    let name = source.string(statement[index - 1].range)
    guard index >= 3, statement[index - 2].kind == .dot else { return name }
    return "\(source.string(statement[index - 3].range)).\(name)"
  }

  /// Whether the string that comes next is a file: an argument of some commands, or the key `file`.
  private static func expectsPath(_ statement: [Token], _ source: SourceText) -> Bool {
    guard let command = command(of: statement, source), let last = statement.last else {
      return false
    }
    if last.kind == .assign {
      return keyName(before: statement.count - 1, statement, source) == Key.file.name
    }
    switch command.arguments {
    case .file: return statement.count == 1
    case .nameAndFile: return statement.count == 2
    case .none, .name, .expression, .nameOrExpression, .expressions, .any: return false
    }
  }
}

extension Token {
  /// Whether the offset lies inside this string.
  fileprivate func holds(_ offset: Int) -> Bool {
    guard range.lowerBound < offset else { return false }
    if kind == .unclosedString { return offset <= range.upperBound }
    return kind == .string && offset < range.upperBound
  }

  /// Whether a value may end with it.
  fileprivate var endsOperand: Bool {
    kind.isOperand || kind == .closeParenthesis || kind == .closeBracket
  }

  fileprivate var isWord: Bool {
    [.name, .true, .false, .none, .and, .or, .not].contains(kind)
  }
}
