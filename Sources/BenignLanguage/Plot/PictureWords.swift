// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// Pictures call settings by the letters of the paper, and quantities by words.
enum PictureWords {
  /// Pictures write these symbols for settings whose names are no symbols.
  static let symbols = [
    "mu": "‖μ‖", "noise": "σ", "flip": "η", "cov": "Σ", "gamma": "γ", "positive": "m₊",
    "outer": "|a|", "lr": "α", "rho": "ρ", "mixture.seed": "data seed",
    "network.seed": "network seed",
  ]

  /// Parts of names that are not written as they are said.
  private static let parts = ["bayes": "Bayes", "kkt": "KKT", "log10": "log₁₀", "se": "± error"]

  /// "test error" of `test_error`, "‖μ‖" of `mu`; a name that is neither a setting's nor a quantity's stays as it is.
  static func name(_ name: String) -> String {
    if let symbol = symbols[name] { return symbol }
    guard isQuantity(name) else { return name }
    return name.split(separator: "_").map { parts[String($0)] ?? String($0) }
      .joined(separator: " ")
  }

  static func name(_ quantity: Quantity) -> String { name(quantity.name) }

  /// "test error − Bayes error", "‖μ‖²"; "n, ‖μ‖" of a list of names, and "[1, 2, …, 8]" of many numbers.
  static func name(_ expression: Expression) -> String {
    if case .list(let elements) = expression.node {
      let names = elements.map { name($0) }
      if elements.contains(where: \.isNamed) { return names.joined(separator: ", ") }
      let shown = names.count > 4 ? names.prefix(2) + ["…"] + names.suffix(1) : names[...]
      return "[\(shown.joined(separator: ", "))]"
    }
    return SyntaxText(expression, in: notation).description
  }

  /// A quantity, or a statistic of one as a column of a table has it.
  private static func isQuantity(_ name: String) -> Bool {
    SampleStatistic.allCases.contains { statistic in
      name.hasSuffix(statistic.rawValue)
        && Quantity.named(String(name.dropLast(statistic.rawValue.count))) != nil
    }
  }

  private static let notation = SyntaxText.Notation(
    name: { owner, name in
      guard let owner else { return Self.name(name) }
      return symbols["\(owner).\(name)"] ?? "\(owner): \(Self.name(name))"
    },
    relation: { relation in
      switch relation {
      case .less, .greater: relation.rawValue
      case .lessOrEqual: "≤"
      case .greaterOrEqual: "≥"
      case .equal: "="
      case .unequal: "≠"
      }
    }, exponent: { String(Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0]) }, minus: "−", times: "·")
}

extension Expression {
  /// Whether it is a name.
  fileprivate var isNamed: Bool {
    switch node {
    case .name, .member: true
    default: false
    }
  }

  /// The quantity, where the expression is just one.
  var quantity: Quantity? {
    switch node {
    case .name(let name), .member(_, let name): Quantity.named(name)
    default: nil
    }
  }
}

extension Nature {
  /// The nature of what several expressions show on one axis.
  init(of expressions: [Expression]) { self.init(of: expressions.map(\.quantity)) }

  init(of quantities: [Quantity?]) {
    let areShares =
      !quantities.isEmpty
      && quantities.allSatisfy { $0?.traits.contains(.share) == true || $0?.shape == .boolean }
    self.init(
      isLogarithmic: quantities.contains { $0?.traits.contains(.logarithmic) == true },
      bounds: areShares ? 0...1 : nil)
  }
}
