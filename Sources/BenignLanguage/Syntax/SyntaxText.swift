// SPDX-License-Identifier: Apache-2.0

/// The text of a syntax tree: it parses to the same tree, and puts parentheses only where that needs them.
struct SyntaxText: CustomStringConvertible {
  let description: String

  init(_ expression: Expression) { description = Self.text(expression, Binding.any) }

  init(_ statements: [Statement]) {
    description = statements.map { Self.text($0) }.joined(separator: "\n")
  }

  /// How tightly a rule of the grammar binds; a looser one inside a tighter one needs parentheses.
  private enum Binding: Int {
    case any, all, not, relation, range, sum, product, sign, power, item, atom
  }

  private static func text(_ statement: Statement) -> String {
    switch statement.kind {
    case .assignment(let name, let value): "\(name.text) = \(text(value, .any))"
    case .expression(let expression): text(expression, .any)
    case .command(let call):
      ([call.name.text] + arguments(call.arguments)
        + call.pairs.map { "\($0.key.text)=\(text($0.value, .any))" })
        .joined(separator: " ")
    }
  }

  private static func arguments(_ arguments: CommandCall.Arguments) -> [String] {
    switch arguments {
    case .none: []
    case .name(let name, let expression): [name.text] + (expression.map { [text($0, .any)] } ?? [])
    case .expressions(let expressions): [list(expressions)]
    }
  }

  private static func list(_ expressions: [Expression]) -> String {
    expressions.map { text($0, .any) }.joined(separator: ", ")
  }

  private static func chain(
    _ first: Expression, _ rest: [Expression.Link], _ minimum: Binding, _ direct: String,
    _ inverse: String
  ) -> String {
    rest.reduce(text(first, minimum)) {
      $0 + ($1.isInverse ? inverse : direct) + text($1.operand, minimum)
    }
  }

  private static func text(_ expression: Expression, _ minimum: Binding) -> String {
    let (binding, text) = parts(expression.node)
    return binding.rawValue < minimum.rawValue ? "(\(text))" : text
  }

  private static func parts(_ node: Expression.Node) -> (Binding, String) {
    switch node {
    case .number(let number): (.atom, number.isFinite ? NumberText(number).description : "1e999")
    case .text(let string): (.atom, PlainText.quoted(string))
    case .boolean(let boolean): (.atom, boolean ? "true" : "false")
    case .none: (.atom, "None")
    case .name(let name): (.atom, name)
    case .member(let owner, let name): (.atom, "\(owner).\(name)")
    case .call(let function, let arguments): (.atom, "\(function.text)(\(list(arguments)))")
    case .list(let elements): (.atom, "[\(list(elements))]")
    case .index(let base, let indices):
      (.item, text(base, .atom) + indices.map { "[\(text($0, .any))]" }.joined())
    case .power(let base, let exponent): (.power, "\(text(base, .item))^\(text(exponent, .sign))")
    case .negated(let operand): (.sign, "-" + text(operand, .sign))
    case .affirmed(let operand): (.sign, "+" + text(operand, .sign))
    case .product(let first, let rest): (.product, chain(first, rest, .sign, " * ", " / "))
    case .sum(let first, let rest): (.sum, chain(first, rest, .product, " + ", " - "))
    case .range(let first, let last): (.range, "\(text(first, .sum))..\(text(last, .sum))")
    case .relation(let left, let relation, let right):
      (.relation, "\(text(left, .range)) \(relation.rawValue) \(text(right, .range))")
    case .not(let operand): (.not, "not " + text(operand, .not))
    case .all(let operands): (.all, operands.map { text($0, .not) }.joined(separator: " and "))
    case .any(let operands): (.any, operands.map { text($0, .all) }.joined(separator: " or "))
    }
  }
}
