// SPDX-License-Identifier: Apache-2.0

/// Columns of plain text, the last of them broken between words so that lines keep to 80 columns.
enum TextTable {
  static let width = 80
  private static let gap = "  "
  private static let narrowest = 24

  static func lines(_ columns: [Grid.Column], _ rows: [[String]]) -> [String] {
    guard let last = columns.last else { return [] }
    let header = columns.map(\.title)
    let widths = columns.indices.map { column in
      ([header] + rows).map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    let indent = widths.dropLast().reduce(0) { $0 + $1 + gap.count }
    let room = max(narrowest, width - indent)
    let rule = widths.enumerated().map {
      String(
        repeating: "─", count: $0.offset == widths.count - 1 ? min($0.element, room) : $0.element)
    }
    var lines: [String] = []
    for row in [header, rule] + rows {
      let lead = row.dropLast().enumerated().map {
        padded($1, widths[$0], columns[$0].alignment) + gap
      }.joined()
      for (index, piece) in wrapped(row[row.count - 1], room).enumerated() {
        let start = index == 0 ? lead : String(repeating: " ", count: indent)
        let tail =
          last.alignment == .trailing
          ? padded(piece, min(widths[widths.count - 1], room), .trailing) : piece
        lines.append(trimmed(start + tail))
      }
    }
    return lines
  }

  private static func padded(_ text: String, _ width: Int, _ alignment: Grid.Alignment) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
    return alignment == .leading ? text + blanks : blanks + text
  }

  /// Lines of whole words; a word that is too long stands alone.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
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
