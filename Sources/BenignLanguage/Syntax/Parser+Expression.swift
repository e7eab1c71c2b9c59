// SPDX-License-Identifier: Apache-2.0

/// One function a rule of the grammar, from the loosest binding to the tightest.
extension Parser {
  /// expression = both { "or" both }
  mutating func expression() throws(Diagnostic) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepestNesting else { throw tooDeep() }
    return try operands(between: .or, Expression.Node.any) { (parser) throws(Diagnostic) in
      try parser.both()
    }
  }

  /// both = negation { "and" negation }
  private mutating func both() throws(Diagnostic) -> Expression {
    try operands(between: .and, Expression.Node.all) { (parser) throws(Diagnostic) in
      try parser.negation()
    }
  }

  /// negation = "not" negation | relation
  private mutating func negation() throws(Diagnostic) -> Expression {
    guard token.kind == .not else { return try relation() }
    let start = advance().range.lowerBound
    let operand = try nested { (parser) throws(Diagnostic) in try parser.negation() }
    return Expression(node: .not(operand), range: start..<end)
  }

  /// relation = range [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) range ]
  private mutating func relation() throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let left = try range()
    guard let relation = Expression.Relation(token.kind) else { return left }
    advance()
    let right = try range()
    if Expression.Relation(token.kind) != nil { throw chainedRelation(left, relation, right) }
    return Expression(
      node: .relation(left: left, relation: relation, right: right), range: start..<end)
  }

  /// range = sum [ ".." sum ]
  private mutating func range() throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let first = try sum()
    guard take(.range) else { return first }
    let last = try sum()
    return Expression(node: .range(from: first, through: last), range: start..<end)
  }

  /// sum = term { ( "+" | "-" ) term }
  private mutating func sum() throws(Diagnostic) -> Expression {
    try chain(of: .plus, .minus, Expression.Node.sum) { (parser) throws(Diagnostic) in
      try parser.term()
    }
  }

  /// term = sign { ( "*" | "/" ) sign }
  private mutating func term() throws(Diagnostic) -> Expression {
    try chain(of: .star, .slash, Expression.Node.product) { (parser) throws(Diagnostic) in
      try parser.sign()
    }
  }

  /// sign = ( "-" | "+" ) sign | power
  private mutating func sign() throws(Diagnostic) -> Expression {
    guard token.kind == .minus || token.kind == .plus else { return try power() }
    let mark = advance()
    let operand = try nested { (parser) throws(Diagnostic) in try parser.sign() }
    return Expression(
      node: mark.kind == .minus ? .negated(operand) : .affirmed(operand),
      range: mark.range.lowerBound..<end)
  }

  /// power = item [ ( "^" | "**" ) sign ]
  private mutating func power() throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let base = try item()
    guard take(.power) else { return base }
    let exponent = try nested { (parser) throws(Diagnostic) in try parser.sign() }
    return Expression(node: .power(base: base, exponent: exponent), range: start..<end)
  }

  /// item = atom { "[" expression "]" }
  private mutating func item() throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let base = try atom()
    guard token.kind == .openBracket else { return base }
    var indices: [Expression] = []
    while token.kind == .openBracket {
      open()
      indices.append(try expression())
      try close(.closeBracket, .closeIndex)
    }
    return Expression(node: .index(base: base, indices: indices), range: start..<end)
  }

  /// operand { separator operand }
  private mutating func operands(
    between separator: Token.Kind, _ node: ([Expression]) -> Expression.Node,
    _ operand: (inout Parser) throws(Diagnostic) -> Expression
  ) throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let first = try operand(&self)
    guard token.kind == separator else { return first }
    var operands = [first]
    while take(separator) { operands.append(try operand(&self)) }
    return Expression(node: node(operands), range: start..<end)
  }

  /// operand { ( direct | inverse ) operand }
  private mutating func chain(
    of direct: Token.Kind, _ inverse: Token.Kind,
    _ node: (_ first: Expression, _ rest: [Expression.Link]) -> Expression.Node,
    _ operand: (inout Parser) throws(Diagnostic) -> Expression
  ) throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let first = try operand(&self)
    var rest: [Expression.Link] = []
    while token.kind == direct || token.kind == inverse {
      let isInverse = advance().kind == inverse
      rest.append(Expression.Link(isInverse: isInverse, operand: try operand(&self)))
    }
    return rest.isEmpty ? first : Expression(node: node(first, rest), range: start..<end)
  }

  /// Signs, negations and powers nest without brackets, and count as deep.
  private mutating func nested(
    _ rule: (inout Parser) throws(Diagnostic) -> Expression
  ) throws(Diagnostic) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepestNesting else { throw tooDeep() }
    return try rule(&self)
  }
}

extension Expression.Relation {
  init?(_ kind: Token.Kind) {
    switch kind {
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    case .equal: self = .equal
    case .unequal: self = .unequal
    case .name, .number, .string, .true, .false, .none, .and, .or, .not, .plus, .minus, .star,
      .slash, .power, .assign, .range, .dot, .comma, .openParenthesis, .closeParenthesis,
      .openBracket, .closeBracket, .statement, .end, .unclosedString, .foreign:
      return nil
    }
  }
}
