// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What the registry says of a name.
enum Documentation {
  typealias Entry = [Page.Part]

  /// The page of a topic, or of all.
  /// - Throws: UnknownName.
  static func page(_ topic: Identifier?) throws(Diagnostic) -> Page {
    guard let topic else { return Page(entries: overview) }
    guard let page = page(of: topic.text) else {
      throw Diagnostic(
        .unknownName, "There is no documentation of \(topic.text).", at: topic.range,
        expected:
          "help, or help of a command, key, quantity, condition, function, constant or term",
        suggestion: Spelling.nearest(to: topic.text, among: topics).map { "help \($0)" })
    }
    return page
  }

  /// All that is documented under a name: it may be a command, a key and a quantity at once.
  static func page(of name: String) -> Page? {
    var entries: [Entry] = []
    if let command = Registry.command(name) { entries.append(entry(of: command)) }
    if let function = Registry.function(name) { entries.append(entry(of: function)) }
    if let constant = Registry.constants[name] {
      entries.append([
        .heading("\(name) = \(NumberText(constant.value))"), .prose(constant.summary),
      ])
    }
    if let quantity = Quantity.named(name) { entries.append(entry(of: quantity)) }
    if let condition = Condition.named(name) { entries.append(entry(of: condition)) }
    if let setting = Setting.named(name) {
      entries.append([.heading("\(setting.name) (setting)"), .prose(setting.meaning)])
    }
    for command in Registry.commands {
      if let key = command.key(name), !key.isBorrowed {
        entries.append(entry(of: key, of: command))
      }
    }
    if let term = Term.named(name) { entries.append(entry(of: term)) }
    guard let last = entries.popLast() else { return nil }
    let related = RelatedNames(of: name).names
    return Page(entries: entries + [last + (related.isEmpty ? [] : [.related(related)])])
  }

  static var topics: [String] {
    Registry.commands.map(\.name) + Registry.commands.flatMap { $0.keys.map(\.name) }
      + Setting.all.map(\.name) + Registry.quantityNames + Condition.all.map(\.name)
      + Registry.functions.map(\.name) + Array(Registry.constants.keys) + Term.all.map(\.name)
  }

  private static func entry(of command: Command) -> Entry {
    let columns = ["key", "type and range", "default", "meaning"].map { Grid.Column($0) }
    let keys: Entry =
      command.keys.isEmpty ? [] : [.table(Grid(columns: columns, rows: command.keyRows))]
    return [.heading(command.usage), .prose(command.summary)] + keys + [.example(command.example)]
  }

  private static func entry(of function: Function) -> Entry {
    [.heading(function.signature), .prose(function.summary), .example(function.example)]
  }

  static func entry(of key: Key, of command: Command) -> Entry {
    [
      .heading("\(key.name) (key of \(command.name))"), .prose(key.meaning),
      .prose("\(key.typeText); default: \(key.standard)"), .example(command.example),
    ]
  }

  private static func entry(of quantity: Quantity) -> Entry {
    [
      .heading("\(quantity.name) (\(quantity.kindText))"),
      .prose(quantity.definition + quantity.remark),
    ] + formula(quantity.formula) + source(quantity.source)
      + [.example("print \(quantity.name)")]
  }

  private static func entry(of condition: Condition) -> Entry {
    [
      .heading("\(condition.name) (condition)"), .prose(condition.meaning),
      .prose(condition.formula),
    ] + source(condition.theorem) + [.example("conditions")]
  }

  private static func entry(of term: Term) -> Entry {
    [.heading("\(term.name) (term)"), .prose(term.meaning)] + formula(term.formula)
  }

  private static func formula(_ formula: String) -> Entry {
    formula.isEmpty ? [] : [.formula(formula)]
  }

  private static func source(_ source: String) -> Entry {
    source.isEmpty ? [] : [.source(source)]
  }

  private static var overview: [Entry] {
    let rows = Registry.commands.map { [$0.usage, $0.summary] }
    return [
      [
        .heading("Commands"),
        .table(Grid(columns: [.init("statement"), .init("effect")], rows: rows)),
        .prose("Functions: \(Registry.functions.map(\.name).joined(separator: " "))"),
      ], [.prose("Terms: \(Term.all.map(\.name).joined(separator: " "))")],
      [.prose("help NAME tells more of any of them.")],
    ]
  }
}
