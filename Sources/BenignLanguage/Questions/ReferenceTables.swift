// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The registry as Markdown tables: the tables of Sources/REFERENCE.md.
public enum ReferenceTables {
  public static var markdown: String {
    [
      "### Statements", statements, "### Keys", keys, "### Quantities", quantitiesNote, quantities,
      "### Conditions", conditions, "### Settings", settings, "### Functions and constants",
      functions, constants, "### Terms", terms,
    ].joined(separator: "\n\n")
  }

  private static var statements: String {
    table(
      ["statement", "effect"],
      [["`NAME = value`", "A variable."], ["an expression", "Its value."]]
        + Registry.commands.map { ["`\($0.usage)`", $0.summary] })
  }

  /// A key that several commands have in the same form stands once.
  private static var keys: String {
    var rows: [(commands: [String], key: Key)] = []
    for command in Registry.commands {
      for key in command.keys where !key.isBorrowed {
        let same = rows.firstIndex {
          $0.key.name == key.name && $0.key.typeText == key.typeText
            && $0.key.meaning == key.meaning && $0.key.standard == key.standard
        }
        if let same {
          rows[same].commands.append(command.name)
        } else {
          rows.append(([command.name], key))
        }
      }
    }
    return table(
      ["of", "key", "type and range", "default", "meaning"],
      rows.map { commands, key in
        [
          commands.joined(separator: ", "), "`\(key.name)`", key.typeText, key.standard,
          key.meaning,
        ]
      }
        + [Command.borrowedRow, Key.freeRow].map {
          [Registry.commands.filter(\.sweeps).map(\.name).joined(separator: ", ")] + $0
        })
  }

  private static let quantitiesNote = """
    Needs: D data, M a mixture, N data and a network. † changes with t. ‡ estimated from samples. \
    A quantity without a value is `None`.
    """

  private static var quantities: String {
    table(
      ["name", "definition", "formula", "needs"],
      Quantity.all.map { quantity in
        let marks = (quantity.changesInTime ? " †" : "") + (quantity.isSampled ? "‡" : "")
        return [
          "`\(quantity.name)`\(marks)", quantity.definition + quantity.remark,
          quantity.formula.isEmpty ? "" : "$`\(quantity.formula)`$", quantity.requirement.letters,
        ]
      })
  }

  private static var conditions: String {
    table(
      ["name", "what it says", "number", "source"],
      Condition.all.map { ["`\($0.name)`", $0.meaning, $0.formula, $0.theorem] })
  }

  private static var terms: String {
    table(["term", "what it means"], Term.all.map { ["`\($0.name)`", $0.meaning] })
  }

  private static var settings: String {
    table(["name", "meaning"], Setting.all.map { ["`\($0.name)`", $0.meaning] })
  }

  private static var functions: String {
    table(["function", "value"], Registry.functions.map { ["`\($0.signature)`", $0.summary] })
  }

  private static var constants: String {
    table(
      ["constant", "value"],
      Registry.constants.sorted { $0.key < $1.key }.map { ["`\($0.key)`", $0.value.summary] })
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header, header.map { _ in "---" }] + rows
    return lines.map { "| " + $0.map(escaped).joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  private static func escaped(_ cell: String) -> String {
    cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
