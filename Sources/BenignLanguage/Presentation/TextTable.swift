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
    var widths = columns.indices.map { column in
      rows.map(\.[column].unicodeScalars.count).max() ?? 0
    }
    let least = leastWidths(of: columns, rows)
    while !fits(widths),
      let widest = widths.indices.filter({ widths[$0] > least[$0] })
        .max(by: { widths[$0] < widths[$1] })
    {
      widths[widest] -= 1
    }
    return widths
  }

  /// Of each column: numbers need all of it, prose its longest word.
  static func leastWidths(of columns: [Grid.Column], _ rows: [[String]]) -> [Int] {
    columns.indices.map { index in
      let cells = rows.lazy.map { $0[index] }
      return columns[index].alignment == .trailing
        ? cells.map(\.unicodeScalars.count).max() ?? 0
        : cells.flatMap { $0.split(separator: " ") }.map(\.unicodeScalars.count).max() ?? 0
    }
  }

  /// Whether columns of these widths keep to the page.
  static func fits(_ widths: [Int]) -> Bool {
    widths.reduce(0, +) + gap.count * (widths.count - 1) <= PlainText.width
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
