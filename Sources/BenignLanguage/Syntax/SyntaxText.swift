// SPDX-License-Identifier: Apache-2.0

/// The text of a syntax tree: it parses to the same tree, and puts parentheses only where that needs them.
struct SyntaxText: CustomStringConvertible {
  let description: String

  /// - Parameter notation: in which it is written; only the usual one can be parsed.
  init(_ expression: Expression, in notation: Notation = .written) {
    description = Writer(notation: notation).text(expression, .any)
  }

  init(_ statements: [Statement]) {
    let writer = Writer(notation: .written)
    description = statements.map { writer.text($0) }.joined(separator: "\n")
  }

  /// How names and signs are written.
  struct Notation: Sendable {
    /// A name; of a member also its owner.
    let name: @Sendable (_ owner: String?, _ name: String) -> String
    let relation: @Sendable (Expression.Relation) -> String
    /// What stands behind a base, of an exponent that is a whole number from 0 to 9; `nil` for the usual sign.
    let exponent: @Sendable (Int) -> String?
    let minus: String
    let times: String

    static let written = Notation(
      name: { owner, name in owner.map { "\($0).\(name)" } ?? name }, relation: { $0.rawValue },
      exponent: { _ in nil }, minus: "-", times: "*")
  }
}

/// Writes trees in a notation.
private struct Writer {
  let notation: SyntaxText.Notation

  /// How tightly a rule of the grammar binds; a looser one inside a tighter one needs parentheses.
  enum Binding: Int {
    case any, all, not, relation, range, sum, product, sign, power, item, atom
  }

  func text(_ statement: Statement) -> String {
    switch statement.kind {
    case .assignment(let name, let value): "\(name.text) = \(text(value, .any))"
    case .expression(let expression): text(expression, .any)
    case .command(let call):
      ([call.name.text] + arguments(call.arguments)
        + call.pairs.map { "\($0.key.text)=\(text($0.value, .any))" })
        .joined(separator: " ")
    }
  }

  private func arguments(_ arguments: CommandCall.Arguments) -> [String] {
    switch arguments {
    case .none: []
    case .name(let name, let expression): [name.text] + (expression.map { [text($0, .any)] } ?? [])
    case .expressions(let expressions): [list(expressions)]
    }
  }

  private func list(_ expressions: [Expression]) -> String {
    expressions.map { text($0, .any) }.joined(separator: ", ")
  }

  private func chain(
    _ first: Expression, _ rest: [Expression.Link], _ minimum: Binding, _ direct: String,
    _ inverse: String
  ) -> String {
    rest.reduce(text(first, minimum)) {
      $0 + ($1.isInverse ? inverse : direct) + text($1.operand, minimum)
    }
  }

  func text(_ expression: Expression, _ minimum: Binding) -> String {
    let (binding, text) = parts(expression.node)
    return binding.rawValue < minimum.rawValue ? "(\(text))" : text
  }

  private func parts(_ node: Expression.Node) -> (Binding, String) {
    switch node {
    case .number(let number): (.atom, number.isFinite ? NumberText(number).description : "1e999")
    case .text(let string): (.atom, PlainText.quoted(string))
    case .boolean(let boolean): (.atom, boolean ? "true" : "false")
    case .none: (.atom, "None")
    case .name(let name): (.atom, notation.name(nil, name))
    case .member(let owner, let name): (.atom, notation.name(owner, name))
    case .call(let function, let arguments): (.atom, "\(function.text)(\(list(arguments)))")
    case .list(let elements): (.atom, "[\(list(elements))]")
    case .index(let base, let indices):
      (.item, text(base, .atom) + indices.map { "[\(text($0, .any))]" }.joined())
    case .power(let base, let exponent): (.power, text(base, .item) + power(exponent))
    case .negated(let operand): (.sign, notation.minus + text(operand, .sign))
    case .affirmed(let operand): (.sign, "+" + text(operand, .sign))
    case .product(let first, let rest):
      (.product, chain(first, rest, .sign, " \(notation.times) ", " / "))
    case .sum(let first, let rest):
      (.sum, chain(first, rest, .product, " + ", " \(notation.minus) "))
    case .range(let first, let last): (.range, "\(text(first, .sum))..\(text(last, .sum))")
    case .relation(let left, let relation, let right):
      (.relation, "\(text(left, .range)) \(notation.relation(relation)) \(text(right, .range))")
    case .not(let operand): (.not, "not " + text(operand, .not))
    case .all(let operands): (.all, operands.map { text($0, .not) }.joined(separator: " and "))
    case .any(let operands): (.any, operands.map { text($0, .all) }.joined(separator: " or "))
    }
  }

  private func power(_ exponent: Expression) -> String {
    if case .number(let number) = exponent.node, 0...9 ~= number, number == number.rounded(),
      let text = notation.exponent(Int(saturating: number))
    {
      return text
    }
    return "^" + text(exponent, .sign)
  }
}
