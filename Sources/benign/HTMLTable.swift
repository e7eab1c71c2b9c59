// SPDX-License-Identifier: Apache-2.0

import BenignLanguage

/// A grid as an HTML table with a caption and scoped headers, without styles that a dark theme would fight.
struct HTMLTable: CustomStringConvertible {
  let description: String

  init(_ grid: Grid) {
    let header = grid.columns.map { column in
      "<th scope=\"col\"\(Self.alignment(column))>\(Self.escaped(column.title))</th>"
    }
    let rows = grid.rows.map { row in
      let cells = row.enumerated().map { index, text in
        let tag = index == 0 ? "th scope=\"row\"" : "td"
        let end = index == 0 ? "th" : "td"
        return "<\(tag)\(Self.alignment(grid.columns[index]))>\(Self.escaped(text))</\(end)>"
      }
      return "<tr>" + cells.joined() + "</tr>"
    }
    description = """
      <table><caption>\(Self.escaped(grid.caption))</caption>
      <thead><tr>\(header.joined())</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  private static func alignment(_ column: Grid.Column) -> String {
    switch column.alignment {
    case .leading: " style=\"text-align: left\""
    case .trailing: " style=\"text-align: right\""
    }
  }

  /// Text as text: nothing in it is markup, and no control character is left.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in PlainText.printable(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
