// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What the registry says of a name, as text for people.
enum Documentation {
  /// The page of a topic, or of all.
  /// - Throws: UnknownName.
  static func page(_ topic: Identifier?) throws(Diagnostic) -> Page {
    guard let topic else { return Page(text: overview) }
    guard let text = text(of: topic.text) else {
      throw Diagnostic(
        .unknownName, "There is no documentation of \(topic.text).", at: topic.range,
        expected:
          "help, or help of a command, key, quantity, condition, function, constant or term",
        suggestion: Spelling.nearest(to: topic.text, among: topics).map { "help \($0)" })
    }
    return Page(text: text)
  }

  /// All that is documented under a name: it may be a command, a key and a quantity at once.
  static func text(of name: String) -> String? {
    var parts: [String] = []
    if let command = Registry.command(name) { parts.append(text(of: command)) }
    if let function = Registry.function(name) { parts.append(text(of: function)) }
    if let constant = Registry.constants[name] {
      parts.append("\(name) = \(NumberText(constant.value))\n\(constant.summary)")
    }
    if let quantity = Quantity.named(name) { parts.append(text(of: quantity)) }
    if let condition = Condition.named(name) { parts.append(text(of: condition)) }
    if let setting = Setting.named(name) { parts.append(text(of: setting)) }
    for command in Registry.commands {
      if let key = command.key(name), !key.isBorrowed { parts.append(text(of: key, of: command)) }
    }
    if let term = Term.named(name) { parts.append(text(of: term)) }
    return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
  }

  static var topics: [String] {
    Registry.commands.map(\.name) + Registry.commands.flatMap { $0.keys.map(\.name) }
      + Setting.all.map(\.name) + Registry.quantityNames + Condition.all.map(\.name)
      + Registry.functions.map(\.name) + Array(Registry.constants.keys) + Term.all.map(\.name)
  }

  static func text(of command: Command) -> String {
    var lines = [command.usage, PlainText.wrapped(command.summary)]
    if !command.keys.isEmpty {
      lines.append("")
      lines += TextTable.lines(
        ["key", "type and range", "default", "meaning"].map { Grid.Column($0) },
        command.keyRows)
    }
    lines += ["", "Example: \(command.example)"]
    return lines.joined(separator: "\n")
  }

  static func text(of function: Function) -> String {
    "\(function.signature)\n\(PlainText.wrapped(function.summary))\nExample: \(function.example)"
  }

  static func text(of key: Key, of command: Command) -> String {
    [
      "\(key.name) (key of \(command.name))", PlainText.wrapped(key.meaning),
      PlainText.wrapped("\(key.typeText); default: \(key.standard)"),
      "Example: \(command.example)",
    ].joined(separator: "\n")
  }

  static func text(of quantity: Quantity) -> String {
    var lines = [
      PlainText.wrapped("\(quantity.name) (\(quantity.kindText))"),
      PlainText.wrapped(quantity.definition + quantity.remark),
    ]
    if !quantity.formula.isEmpty { lines.append("LaTeX: \(quantity.formula)") }
    if !quantity.source.isEmpty { lines.append("Source: \(quantity.source)") }
    return lines.joined(separator: "\n")
  }

  static func text(of condition: Condition) -> String {
    var lines = [
      "\(condition.name) (condition)", PlainText.wrapped(condition.meaning),
      PlainText.wrapped(condition.formula),
    ]
    if !condition.theorem.isEmpty { lines.append("Source: \(condition.theorem)") }
    return lines.joined(separator: "\n")
  }

  static func text(of term: Term) -> String {
    let lines = ["\(term.name) (term)", PlainText.wrapped(term.meaning)]
    return (lines + (term.formula.isEmpty ? [] : ["LaTeX: \(term.formula)"])).joined(
      separator: "\n")
  }

  static func text(of setting: Setting) -> String {
    "\(setting.name) (setting)\n\(setting.meaning)"
  }

  private static var overview: String {
    let rows = Registry.commands.map { [$0.usage, $0.summary] }
    let functions = Registry.functions.map(\.name).joined(separator: " ")
    return
      (["Commands", ""] + TextTable.lines([.init("statement"), .init("effect")], rows) + [
        "", PlainText.wrapped("Functions: \(functions)"), "",
        PlainText.wrapped("Terms: \(Term.all.map(\.name).joined(separator: " "))"), "",
        "help NAME tells more of any of them.",
      ]).joined(separator: "\n")
  }
}
