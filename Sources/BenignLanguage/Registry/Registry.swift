// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The one table of all that has a name: the parser, the checks, completion, inspection, help, the hints of
/// errors and Sources/REFERENCE.md read it, and nothing else knows a name.
enum Registry {
  static let commands: [Command] = [
    .mixture, .dataset, .network, .step, .run, .flow, .direction, .error, .conditions, .state,
    .sweep, .boundary, .fit, .plot, .explore, .show, .print, .use, .fork, .undo, .export, .load,
    .drop,
    .verify,
    .reset,
    .clear, .help,
  ]

  static func command(_ name: String) -> Command? { commandsByName[name] }
  static func function(_ name: String) -> Function? { functionsByName[name] }

  private static let commandsByName = Dictionary(
    uniqueKeysWithValues: commands.map { ($0.name, $0) })
  private static let functionsByName = Dictionary(
    uniqueKeysWithValues: functions.map { ($0.name, $0) })

  struct Constant: Sendable {
    let value: Double
    let summary: String
  }

  static let constants: [String: Constant] = [
    "pi": Constant(value: .pi, summary: "The ratio of a circle's circumference to its diameter."),
    "inf": Constant(value: .infinity, summary: "Infinity."),
    "nan": Constant(value: .nan, summary: "Not a number, as 0/0."),
  ]

  static let trajectoryWord = "trajectory"
  static let experimentWord = "experiment"
  static let exportableWords = [experimentWord, trajectoryWord]

  static let quantityNames: [String] = Quantity.all.map(\.name)

  /// What keeps a name from being a variable's, an experiment's or a table's; `nil` where nothing does.
  static func reservation(of name: String) -> String? {
    if command(name) != nil { return "a command" }
    if function(name) != nil { return "a function" }
    if constants[name] != nil { return "a constant" }
    if Quantity.named(name) != nil { return "a quantity" }
    if name == trajectoryWord || name == experimentWord { return "a word of the language" }
    return nil
  }

  static func unknownFunction(_ name: Identifier) -> Diagnostic {
    Diagnostic(
      .unknownName, "No function is named \(name.text).", at: name.range,
      suggestion: PastedText.form(ofFunction: name.text)
        ?? Spelling.nearest(to: name.text, among: functions.map(\.name)))
  }
}
