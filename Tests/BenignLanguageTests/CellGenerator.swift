// SPDX-License-Identifier: Apache-2.0

import TestSupport

@testable import BenignLanguage

/// Random syntax trees of every rule of the grammar.
struct CellGenerator {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private static let nowhere = 0..<0
  private static let names = [
    "a", "x1", "_b", "loss", "n", "mu", "wide", "E", "e5", "orange", "nota",
  ]
  private static let functions = ["sqrt", "min", "geomspace", "f"]
  private static let texts = [
    "", "a b", "\"\\", "é😀", "#", "\n\r\t", "\u{1B}[1m", "1e5", "\u{202E}",
  ]
  private static let numbers: [Double] = [
    0, 1, 42, 0.5, 1e-8, 1e16, .leastNonzeroMagnitude, 1.7976931348623157e308, .infinity,
    123_456.789, 0x1p53, 0.1, 0x1p63, 1e30, 1e-300, 1e300,
  ]

  mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }
  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  mutating func statements(_ count: Int) -> [Statement] {
    (0..<count).map { _ in
      let kind: Statement.Kind
      switch below(4) {
      case 0: kind = .assignment(name: identifier(), value: expression(depth: 4))
      case 1: kind = .expression(expression(depth: 4))
      default: kind = .command(call())
      }
      return Statement(kind: kind, range: Self.nowhere)
    }
  }

  private mutating func identifier() -> Identifier {
    Identifier(text: pick(Self.names), range: Self.nowhere)
  }

  private mutating func call() -> CommandCall {
    let command = pick(Registry.commands)
    var pairs: [CommandCall.Pair] = []
    var keys = Set(["n", "mu", "until", "mixture.seed", "lr"])
    for _ in 0..<below(3) {
      guard let key = keys.sorted().randomElement(using: &random) else { continue }
      keys.remove(key)
      pairs.append(
        CommandCall.Pair(
          key: Identifier(text: key, range: Self.nowhere), value: expression(depth: 3)))
    }
    return CommandCall(
      name: Identifier(text: command.name, range: Self.nowhere),
      arguments: arguments(command.arguments), pairs: pairs)
  }

  private mutating func arguments(_ shape: ArgumentShape) -> CommandCall.Arguments {
    guard below(5) > 0 else { return .none }
    switch shape {
    case .none: return .none
    case .name: return .name(identifier(), nil)
    case .nameAndFile: return .name(identifier(), expression(depth: 2))
    case .expression, .nameOrExpression, .file: return .expressions([expression(depth: 3)])
    case .expressions, .any: return .expressions((0...below(3)).map { _ in expression(depth: 3) })
    }
  }

  mutating func expression(depth: Int) -> Expression {
    Expression(node: node(depth: depth), range: Self.nowhere)
  }

  private mutating func expressions(_ counts: ClosedRange<Int>, _ depth: Int) -> [Expression] {
    (0..<Int.random(in: counts, using: &random)).map { _ in expression(depth: depth) }
  }

  private mutating func node(depth: Int) -> Expression.Node {
    guard depth > 0 else { return leaf() }
    let inner = depth - 1
    switch below(16) {
    case 0:
      return .call(
        function: Identifier(text: pick(Self.functions), range: Self.nowhere),
        arguments: expressions(0...3, inner))
    case 1: return .list(expressions(0...3, inner))
    case 2: return .index(base: expression(depth: inner), indices: expressions(1...2, inner))
    case 3: return .power(base: expression(depth: inner), exponent: expression(depth: inner))
    case 4: return .negated(expression(depth: inner))
    case 5: return .affirmed(expression(depth: inner))
    case 6:
      let rest = expressions(1...3, inner).map {
        Expression.Link(isInverse: below(2) == 0, operand: $0)
      }
      return .product(first: expression(depth: inner), rest: rest)
    case 7, 8:
      let rest = expressions(1...3, inner).map {
        Expression.Link(isInverse: below(2) == 0, operand: $0)
      }
      return .sum(first: expression(depth: inner), rest: rest)
    case 9: return .range(from: expression(depth: inner), through: expression(depth: inner))
    case 10:
      return .relation(
        left: expression(depth: inner), relation: pick(Expression.Relation.allCases),
        right: expression(depth: inner))
    case 11: return .not(expression(depth: inner))
    case 12: return .all(expressions(2...3, inner))
    case 13: return .any(expressions(2...3, inner))
    default: return leaf()
    }
  }

  private mutating func leaf() -> Expression.Node {
    switch below(7) {
    case 0: .text(pick(Self.texts))
    case 1: .boolean(below(2) == 0)
    case 2: .none
    case 3: .member(owner: pick(Self.names), name: pick(Self.names))
    case 4: .name(pick(Self.names))
    default: .number(pick(Self.numbers))
    }
  }
}

/// A tree as text that shows all of its structure and nothing else.
enum TreeDump {
  static func text(_ statements: [Statement]) -> String {
    statements.map { statement in
      switch statement.kind {
      case .assignment(let name, let value): "(set \(name.text) \(text(value)))"
      case .expression(let expression): text(expression)
      case .command(let call):
        "(\(call.name.text) \(text(call.arguments)) "
          + call.pairs.map { "\($0.key.text):\(text($0.value))" }.joined(separator: " ") + ")"
      }
    }.joined(separator: "\n")
  }

  private static func text(_ arguments: CommandCall.Arguments) -> String {
    switch arguments {
    case .none: "-"
    case .name(let name, let value): "name(\(name.text) \(value.map(text) ?? "-"))"
    case .expressions(let list): "[\(text(list))]"
    }
  }

  private static func text(_ list: [Expression]) -> String {
    list.map(text).joined(separator: " ")
  }

  static func text(_ expression: Expression) -> String {
    switch expression.node {
    case .number(let number): "\(number.bitPattern)"
    case .text(let text): "\(Array(text.utf8))"
    case .boolean(let boolean): "\(boolean)"
    case .none: "None"
    case .name(let name): "'\(name)"
    case .member(let owner, let name): "(. \(owner) \(name))"
    case .call(let function, let arguments): "(call \(function.text) \(text(arguments)))"
    case .list(let elements): "(list \(text(elements)))"
    case .index(let base, let indices): "(index \(text(base)) \(text(indices)))"
    case .power(let base, let exponent): "(^ \(text(base)) \(text(exponent)))"
    case .negated(let operand): "(neg \(text(operand)))"
    case .affirmed(let operand): "(pos \(text(operand)))"
    case .product(let first, let rest):
      "(* \(text(first))" + rest.map { ($0.isInverse ? " /" : " *") + text($0.operand) }.joined()
        + ")"
    case .sum(let first, let rest):
      "(+ \(text(first))" + rest.map { ($0.isInverse ? " -" : " +") + text($0.operand) }.joined()
        + ")"
    case .range(let first, let last): "(.. \(text(first)) \(text(last)))"
    case .relation(let left, let relation, let right):
      "(\(relation.rawValue) \(text(left)) \(text(right)))"
    case .not(let operand): "(not \(text(operand)))"
    case .all(let operands): "(and \(text(operands)))"
    case .any(let operands): "(or \(text(operands)))"
    }
  }
}
