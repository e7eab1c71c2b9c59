// SPDX-License-Identifier: Apache-2.0

/// Columns of plain text, the last of them broken between words so that lines keep to 80 columns.
enum TextTable {
  static let width = 80

  static func lines(_ header: [String], _ rows: [[String]]) -> [String] {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    let last = header.count - 1
    let indent = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    let room = max(24, width - indent)
    var lines: [String] = []
    for row in [header] + rows {
      let lead = row.dropLast().enumerated().map { padded($1, widths[$0]) + "  " }.joined()
      for (index, piece) in wrapped(row[last], room).enumerated() {
        let start = index == 0 ? lead : String(repeating: " ", count: indent)
        lines.append(trimmed(start + piece))
      }
    }
    lines.insert(
      trimmed(widths.map { String(repeating: "─", count: min($0, room)) }.joined(separator: "  ")),
      at: 1)
    return lines
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
  }

  static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.unicodeScalars.count + word.unicodeScalars.count + 1 > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return lines + [line]
  }

  private static func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
