// SPDX-License-Identifier: Apache-2.0

/// Columns of plain text, those of prose broken between words so that lines keep to 80 columns.
enum TextTable {
  private static let gap = "  "

  static func lines(_ columns: [Grid.Column], _ rows: [[String]]) -> [String] {
    let header = columns.map(\.title)
    let widths = widths(of: columns, [header] + rows)
    let rule = widths.map { String(repeating: "─", count: $0) }
    return ([header, rule] + rows).flatMap { row in
      let cells = zip(row, widths).map { PlainText.lines(of: $0, width: $1) }
      return (0..<(cells.map(\.count).max() ?? 0)).map { line in
        let texts = cells.indices.map { column in
          let text = line < cells[column].count ? cells[column][line] : ""
          return padded(text, widths[column], columns[column].alignment)
        }
        return trimmed(texts.joined(separator: gap))
      }
    }
  }

  /// The widest columns give way first, none further than to its longest word, numbers never.
  private static func widths(of columns: [Grid.Column], _ rows: [[String]]) -> [Int] {
    let cells = columns.indices.map { column in rows.map { $0[column] } }
    var widths = cells.map { $0.map(\.unicodeScalars.count).max() ?? 0 }
    let least = zip(columns, zip(cells, widths)).map { column, content in
      column.alignment == .trailing
        ? content.1
        : content.0.flatMap { $0.split(separator: " ") }.map(\.unicodeScalars.count).max() ?? 0
    }
    let room = PlainText.width - gap.count * (columns.count - 1)
    while widths.reduce(0, +) > room,
      let widest = widths.indices.filter({ widths[$0] > least[$0] })
        .max(by: { widths[$0] < widths[$1] })
    {
      widths[widest] -= 1
    }
    return widths
  }

  private static func padded(_ text: String, _ width: Int, _ alignment: Grid.Alignment) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
    return alignment == .leading ? text + blanks : blanks + text
  }

  private static func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
