// SPDX-License-Identifier: Apache-2.0

extension Parser {
  /// atom = NUMBER | STRING | "true" | "True" | "false" | "False" | "None" | NAME [ "." NAME ]
  ///      | NAME "(" [ list ] ")" | "[" [ list [ "," ] ] "]" | "(" expression ")"
  mutating func atom() throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let node = try atomNode()
    return Expression(node: node, range: start..<end)
  }

  private mutating func atomNode() throws(Diagnostic) -> Expression.Node {
    switch token.kind {
    case .number: return .number(number(advance()))
    case .string: return .text(try string(advance()))
    case .true, .false: return .boolean(advance().kind == .true)
    case .none:
      advance()
      return .none
    case .name: return try name()
    case .openBracket: return .list(try bracketed())
    case .openParenthesis: return try parenthesized()
    case .and, .or, .not, .plus, .minus, .star, .slash, .power, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .equal, .unequal, .assign, .range, .dot, .comma, .closeParenthesis,
      .closeBracket, .statement, .end, .unclosedString, .foreign:
      throw unexpected(.value)
    }
  }

  private mutating func name() throws(Diagnostic) -> Expression.Node {
    let name = identifier()
    switch token.kind {
    case .dot:
      advance()
      guard token.kind == .name else { throw unexpected(.member(of: name.text)) }
      let member = identifier()
      guard token.kind != .dot else { throw secondPoint(name, member) }
      return .member(owner: name.text, name: member.text)
    case .openParenthesis:
      open()
      let arguments = token.kind == .closeParenthesis ? [] : try list(until: nil)
      try close(.closeParenthesis, .closeCall)
      return .call(function: name, arguments: arguments)
    default:
      return .name(name.text)
    }
  }

  private mutating func bracketed() throws(Diagnostic) -> [Expression] {
    open()
    let elements = token.kind == .closeBracket ? [] : try list(until: .closeBracket)
    try close(.closeBracket, .closeList)
    return elements
  }

  /// Parentheses only group: the tree has no node for them, and its text puts them where they are needed.
  private mutating func parenthesized() throws(Diagnostic) -> Expression.Node {
    open()
    let inner = try expression()
    try close(.closeParenthesis, .closeGroup)
    return inner.node
  }

  /// The value of a NUMBER; what exceeds double precision is `inf`, as in NumPy.
  private func number(_ token: Token) -> Double {
    let digits = source.scalars[token.range]
    if digits.count <= 15, digits.allSatisfy(\.isDigit) {
      return Double(digits.reduce(0) { $0 * 10 + Int($1.value) - 48 })
    }
    return Double(text(token).filter { $0 != "_" }) ?? .nan
  }

  /// The value of a STRING: \" \' \\ \n \r \t \xHH \uHHHH \UHHHHHHHH.
  private func string(_ token: Token) throws(Diagnostic) -> String {
    let body = token.range.lowerBound + 1..<token.range.upperBound - 1
    guard source.scalars[body].contains("\\") else { return source.string(body) }
    var text = String.UnicodeScalarView()
    var index = body.lowerBound
    while index < body.upperBound {
      guard source.scalars[index] == "\\" else {
        text.append(source.scalars[index])
        index += 1
        continue
      }
      let escape = try escape(at: index, before: body.upperBound)
      text.append(escape.scalar)
      index += escape.length
    }
    return String(text)
  }

  private func escape(at index: Int, before close: Int) throws(Diagnostic)
    -> (scalar: Unicode.Scalar, length: Int)
  {
    let letter = source.scalars[index + 1]
    let digits: Int
    switch letter {
    case "\"", "'", "\\": return (letter, 2)
    case "n": return ("\n", 2)
    case "r": return ("\r", 2)
    case "t": return ("\t", 2)
    case "x": digits = 2
    case "u": digits = 4
    case "U": digits = 8
    default:
      throw Diagnostic(
        .syntax, "A string knows no escape \\\(Character(letter)).", at: index..<index + 2,
        expected: #"\" \' \\ \n \r \t \xHH \uHHHH or \UHHHHHHHH"#,
        suggestion: #"\\ for a backslash"#)
    }
    let end = index + 2 + digits
    let code = source.scalars[index + 2..<min(end, close)]
    guard end <= close, code.allSatisfy(\.properties.isASCIIHexDigit),
      let value = UInt32(source.string(index + 2..<end), radix: 16),
      let scalar = Unicode.Scalar(value)
    else {
      throw Diagnostic(
        .syntax, "This escape names no character.", at: index..<min(end, close),
        expected: "\(digits) hexadecimal digits of a Unicode code point")
    }
    return (scalar, 2 + digits)
  }
}
