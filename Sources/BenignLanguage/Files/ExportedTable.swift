// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A table in a file: a row for each repeat that has been computed, with its cell, its swept keys, its numbers, why some are missing, and all
/// other settings, so that each row can be run again.
struct ExportedTable {
  /// Forms of the file, by the ending of its name.
  enum Form: String, FileForm {
    case csv, json, tex

    static let subject = "A table"
  }

  /// One for each entry of a row.
  let names: [String]
  let rows: [[Value]]
  private let table: SweepTable

  init(_ table: SweepTable) {
    self.table = table
    let own = ["cell", "repeat"] + table.keys + table.measures + ["failed"]
    let others = table.settingNames.filter { !table.keys.contains($0) }
    // A measure may bear the name of a setting, as loss does.
    names = own + others.map { own.contains($0) ? "setting.\($0)" : $0 }
    rows = table.cells.enumerated().flatMap { index, cell in
      cell.outcomes.enumerated().compactMap { number, outcome in
        guard outcome != .missing else { return nil }
        let settings = Dictionary(
          table.settings(of: cell, repeat: number).map { ($0.name, $0.value) }
        ) { first, _ in first }
        let keys = zip(table.keys, cell.settings).map { key, value in
          // The seed of this repeat, not of the cell's first one.
          Self.seeds.contains(key) ? settings[key] ?? value : value
        }
        let place: [Value] = [.number(Double(index)), .number(Double(number))] + keys
        return place + table.values(of: outcome) + [outcome.failure.map { .text($0) } ?? .none]
          + others.map { settings[$0] ?? .none }
      }
    }
  }

  private static let seeds = [CellReader.mixtureSeed, CellReader.networkSeed]

  /// - Throws: an error of the encoder.
  func bytes(_ form: Form) throws -> [UInt8] {
    switch form {
    case .csv: CommaSeparated([names] + rows.map { $0.map(\.field) }).bytes
    case .json: try json()
    case .tex: paperTable.bytes
    }
  }

  /// Means with their errors, for LaTeX.
  var paperTable: TeXTable {
    TeXTable(table.paperGrid, comment: "\(table.name): \(table.finding)")
  }

  /// A list of objects, whose members stand in the order of the columns.
  private func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    var text: [UInt8] = []
    let keys = try names.map { try encoder.encode($0) }
    for row in rows {
      text += (text.isEmpty ? "[\n" : ",\n").utf8
      for (index, value) in row.enumerated() {
        text += (index == 0 ? "{" : ", ").utf8
        text += keys[index]
        text += ": ".utf8
        text += try encoder.encode(EncodableValue(value: value))
      }
      text += "}".utf8
    }
    return text + (text.isEmpty ? "[]\n" : "\n]\n").utf8
  }
}

extension SweepTable {
  /// A value for each measure, `None` where there is none; what is not finite is told as it is.
  fileprivate func values(of outcome: Outcome) -> [Value] {
    measures.indices.map { measure in
      switch outcome {
      case .measured(let values), .undecided(let values):
        values[measure].isNaN ? .none : .number(values[measure])
      case .diverged, .missing, .absent, .failed:
        outcome.value(of: measure, expressions[measure]).map { .number($0) } ?? .none
      }
    }
  }
}

extension Value {
  /// As it stands in a CSV file: strings bare, nothing where there is nothing.
  fileprivate var field: String {
    switch self {
    case .none: ""
    case .text(let text): text
    case .boolean, .number, .list: ValueText(self).literal
    }
  }
}

/// A value as JSON, which has no infinity and no nan: they become null.
private struct EncodableValue: Encodable {
  let value: Value

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .none: try container.encodeNil()
    case .boolean(let boolean): try container.encode(boolean)
    case .number(let number) where number.isFinite: try container.encode(number)
    case .number: try container.encodeNil()
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list.elements.map(EncodableValue.init))
    }
  }
}
