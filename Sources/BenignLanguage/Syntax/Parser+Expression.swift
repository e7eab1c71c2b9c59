// SPDX-License-Identifier: Apache-2.0

/// One function a rule of the grammar, from the loosest binding to the tightest.
extension Parser {
  /// expression = both { "or" both }
  mutating func expression() throws(Diagnostic) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepestNesting else { throw tooDeep() }
    let start = token.range.lowerBound
    let first = try both()
    guard token.kind == .or else { return first }
    var operands = [first]
    while take(.or) { operands.append(try both()) }
    return Expression(node: .any(operands), range: start..<end)
  }

  /// both = negation { "and" negation }
  private mutating func both() throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let first = try negation()
    guard token.kind == .and else { return first }
    var operands = [first]
    while take(.and) { operands.append(try negation()) }
    return Expression(node: .all(operands), range: start..<end)
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
    let start = token.range.lowerBound
    let first = try term()
    guard token.kind == .plus || token.kind == .minus else { return first }
    var rest: [Expression.Summand] = []
    while token.kind == .plus || token.kind == .minus {
      let subtracts = advance().kind == .minus
      rest.append(Expression.Summand(subtracts: subtracts, operand: try term()))
    }
    return Expression(node: .sum(first: first, rest: rest), range: start..<end)
  }

  /// term = sign { ( "*" | "/" ) sign }
  private mutating func term() throws(Diagnostic) -> Expression {
    let start = token.range.lowerBound
    let first = try sign()
    guard token.kind == .star || token.kind == .slash else { return first }
    var rest: [Expression.Factor] = []
    while token.kind == .star || token.kind == .slash {
      let divides = advance().kind == .slash
      rest.append(Expression.Factor(divides: divides, operand: try sign()))
    }
    return Expression(node: .product(first: first, rest: rest), range: start..<end)
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
