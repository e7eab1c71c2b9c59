// SPDX-License-Identifier: Apache-2.0

extension Scope {
  /// The expression with its names resolved.
  /// - Throws: UnknownName, NotReady.
  func plan(_ expression: Expression) throws(Diagnostic) -> Plan {
    Plan(node: try node(expression), range: expression.range)
  }

  private func plans(_ expressions: [Expression]) throws(Diagnostic) -> [Plan] {
    try expressions.map { (expression) throws(Diagnostic) in try plan(expression) }
  }

  private func node(_ expression: Expression) throws(Diagnostic) -> Plan.Node {
    switch expression.node {
    case .number(let number): .constant(.number(number))
    case .text(let text): .constant(.text(text))
    case .boolean(let boolean): .constant(.boolean(boolean))
    case .none: .constant(.none)
    case .name(let name): try meaning(of: name, at: expression.range)
    case .member(let owner, let name): try meaning(of: name, in: owner, at: expression.range)
    case .call(let name, let arguments):
      .call(try function(name), try plans(arguments))
    case .list(let elements): .list(try plans(elements))
    case .index(let base, let indices): .index(try plan(base), try plans(indices))
    case .power(let base, let exponent): .power(try plan(base), try plan(exponent))
    case .negated(let operand): .negated(try plan(operand))
    case .affirmed(let operand): .affirmed(try plan(operand))
    case .product(let first, let rest): try chain(first, rest, .times, inverse: .over)
    case .sum(let first, let rest): try chain(first, rest, .plus, inverse: .minus)
    case .range(let first, let last): .range(try plan(first), try plan(last))
    case .relation(let left, let relation, let right):
      .relation(try plan(left), relation, try plan(right))
    case .not(let operand): .not(try plan(operand))
    case .all(let operands): .all(try plans(operands))
    case .any(let operands): .any(try plans(operands))
    }
  }

  private func chain(
    _ first: Expression, _ rest: [Expression.Link], _ direct: Arithmetic.Operator,
    inverse: Arithmetic.Operator
  ) throws(Diagnostic) -> Plan.Node {
    .chain(
      first: try plan(first),
      rest: try rest.map { (link) throws(Diagnostic) in
        Plan.Link(operation: link.isInverse ? inverse : direct, operand: try plan(link.operand))
      })
  }

  private func function(_ name: Identifier) throws(Diagnostic) -> Function {
    guard let function = Registry.function(name.text) else {
      throw Registry.unknownFunction(name)
    }
    return function
  }
}
