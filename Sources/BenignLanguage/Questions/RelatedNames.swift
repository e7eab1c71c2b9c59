// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Names whose pages help who reads a name's page: at most eight, the closest first.
struct RelatedNames {
  private static let most = 8
  /// Words of names that say nothing of what they are about.
  private static let commonWords: Set<String> = ["error", "log10", "step", "steps"]

  let names: [String]

  init(of name: String) {
    var found: [String] = []
    if let command = Registry.command(name) { found += Self.related(to: command) }
    if let quantity = Quantity.named(name) { found += Self.related(to: quantity) }
    if Registry.function(name) != nil {
      found += Self.neighbours(of: name, in: Registry.functions.map(\.name))
    }
    if let condition = Condition.named(name) {
      found += ["conditions"] + Self.neighbours(of: condition.name, in: Condition.all.map(\.name))
    }
    for command in Registry.commands {
      let keys = command.keys.filter { !$0.isBorrowed }.map(\.name)
      if keys.contains(name) { found += [command.name] + Self.neighbours(of: name, in: keys) }
    }
    if let term = Term.named(name) { found += Self.mentioned(in: term.meaning) }
    var known: Set<String> = [name]
    names = Array(found.filter { known.insert($0).inserted }.prefix(Self.most))
  }

  /// Commands that are used together, or in one another's place.
  private static let groups = [
    ["mixture", "dataset", "network"], ["step", "run", "flow"],
    ["direction", "error", "conditions", "state"],
    ["sweep", "boundary", "fit", "plot", "explore", "show"],
    ["use", "fork", "drop"], ["undo", "reset", "verify", "drop"], ["export", "load", "plot"],
    ["print", "show"], ["help", "show"],
  ]

  private static func related(to command: Command) -> [String] {
    groups.filter { $0.contains(command.name) }.flatMap(\.self)
  }

  /// The question that shows a quantity, what it approaches, and those that are named or listed beside it.
  private static func related(to quantity: Quantity) -> [String] {
    let query = Query.allCases.first { $0.quantities.contains(quantity) }
    let words = Set(quantity.name.split(separator: "_").map(String.init)).subtracting(commonWords)
    let alike = Registry.quantityNames.filter { other in
      !words.isDisjoint(with: other.split(separator: "_").map(String.init))
    }
    let beside = neighbours(of: quantity.name, in: Registry.quantityNames)
    return quantity.levels.map(\.name) + alike + (query.map { [$0.rawValue] } ?? []) + beside
  }

  /// The two before and the two behind it.
  private static func neighbours(of name: String, in names: [String]) -> [String] {
    guard let place = names.firstIndex(of: name) else { return [] }
    return Array(names[max(0, place - 2)...min(names.count - 1, place + 2)])
  }

  /// Names of quantities, keys and commands that stand in a text.
  private static func mentioned(in text: String) -> [String] {
    let words = text.split { !($0.isASCII && ($0.isLetter || $0 == "_")) }.map(String.init)
    let known = Set(
      Registry.quantityNames + Registry.commands.map(\.name) + Term.all.map(\.name))
    return words.filter(known.contains)
  }
}
