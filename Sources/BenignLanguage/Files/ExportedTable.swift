// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A table in a file: a row for each repeat that has been computed, with its cell, its settings and its numbers.
struct ExportedTable {
  /// Forms of the file, by the ending of its name.
  enum Form: String, CaseIterable {
    case csv, json

    init?(path: String) {
      guard let point = path.lastIndex(of: ".") else { return nil }
      self.init(rawValue: path[path.index(after: point)...].lowercased())
    }
  }

  /// One for each entry of a row.
  let names: [String]
  let rows: [[Value]]

  init(_ table: SweepTable) {
    names = ["cell", "repeat"] + table.keys + table.measures + ["failed"]
    rows = table.cells.enumerated().flatMap { index, cell in
      cell.outcomes.enumerated().compactMap { number, outcome in
        let place: [Value] = [.number(Double(index)), .number(Double(number))] + cell.settings
        switch outcome {
        case .missing: return nil
        case .measured(let values): return place + values.map { .number($0) } + [.none]
        case .failed(let reason): return place + table.measures.map { _ in .none } + [.text(reason)]
        }
      }
    }
  }

  /// - Throws: an error of the encoder.
  func bytes(_ form: Form) throws -> [UInt8] {
    switch form {
    case .csv: CommaSeparated([names] + rows.map { $0.map(\.field) }).bytes
    case .json: try json()
    }
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
