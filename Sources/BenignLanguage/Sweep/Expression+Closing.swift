// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Scope {
  /// The expression without variables, other experiments and tables: their values stand in their places, so that what is left depends on
  /// one cell of a sweep and nothing else. The free variables of the sweep stay.
  /// - Throws: UnknownName, and what the values of other experiments throw.
  func closed(_ expression: Expression, by evaluator: Evaluator) throws(Diagnostic) -> Expression {
    try expression.replacingNames { (name) throws(Diagnostic) in
      switch name.node {
      case .name(let text):
        if isSetting(text) || cellVariables.contains(text) { return name }
        let plan = try plan(name)
        if case .constant(let value) = plan.node, Registry.constants[text] == nil {
          return value.expression(at: name.range)
        }
      case .member(let owner, let text):
        if Setting.named("\(owner).\(text)") != nil { return name }
        // The run of the cell itself.
        if owner == Registry.trajectoryWord { return name }
        return try evaluator.value(of: name, in: self).expression(at: name.range)
      default: break
      }
      return name
    }
  }
}

extension Expression {
  /// The same expression with something else for each NAME and NAME.NAME.
  func replacingNames(
    _ replacement: (Expression) throws(Diagnostic) -> Expression
  ) throws(Diagnostic) -> Expression {
    func one(_ part: Expression) throws(Diagnostic) -> Expression {
      try part.replacingNames(replacement)
    }
    func all(_ parts: [Expression]) throws(Diagnostic) -> [Expression] {
      try parts.map { (part) throws(Diagnostic) in try one(part) }
    }
    func links(_ links: [Link]) throws(Diagnostic) -> [Link] {
      try links.map { (link) throws(Diagnostic) in
        Link(isInverse: link.isInverse, operand: try one(link.operand))
      }
    }
    let node: Node =
      switch node {
      case .number, .text, .boolean, .none: self.node
      case .name, .member: try replacement(self).node
      case .call(let function, let arguments):
        .call(function: function, arguments: try all(arguments))
      case .list(let elements): .list(try all(elements))
      case .index(let base, let indices): .index(base: try one(base), indices: try all(indices))
      case .power(let base, let exponent): .power(base: try one(base), exponent: try one(exponent))
      case .negated(let operand): .negated(try one(operand))
      case .affirmed(let operand): .affirmed(try one(operand))
      case .product(let first, let rest): .product(first: try one(first), rest: try links(rest))
      case .sum(let first, let rest): .sum(first: try one(first), rest: try links(rest))
      case .range(let first, let last): .range(from: try one(first), through: try one(last))
      case .relation(let left, let relation, let right):
        .relation(left: try one(left), relation: relation, right: try one(right))
      case .not(let operand): .not(try one(operand))
      case .all(let operands): .all(try all(operands))
      case .any(let operands): .any(try all(operands))
      }
    return Expression(node: node, range: range)
  }

  /// Every NAME, and NAME.NAME with its point.
  var names: Set<String> {
    switch node {
    case .name(let name): [name]
    case .member(let owner, let name): ["\(owner).\(name)"]
    default: parts.reduce(into: []) { $0.formUnion($1.names) }
    }
  }
}

extension Value {
  /// An expression that yields it.
  func expression(at range: Range<Int>) -> Expression {
    let node: Expression.Node =
      switch self {
      case .none: .none
      case .boolean(let boolean): .boolean(boolean)
      case .number(let number): Self.node(of: number, range)
      case .text(let text): .text(text)
      case .list(let list): .list(list.elements.map { $0.expression(at: range) })
      }
    return Expression(node: node, range: range)
  }

  private static func node(of number: Double, _ range: Range<Int>) -> Expression.Node {
    if number.isNaN { return .name("nan") }
    if number.sign == .minus {
      return .negated(Expression(node: node(of: -number, range), range: range))
    }
    return number.isFinite ? .number(number) : .name("inf")
  }
}
