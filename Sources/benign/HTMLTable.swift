// SPDX-License-Identifier: Apache-2.0

import BenignLanguage

/// A grid as an HTML table with a caption and scoped headers.
///
/// The page's own style sheet draws rules, stripes and colours, light or dark (JupyterLab's and nbconvert's
/// are the same); the table adds only what tells names, numbers and remarks apart.
struct HTMLTable: CustomStringConvertible {
  let description: String

  init(_ grid: Grid) {
    let looks = grid.columns.indices.map { Look(column: $0, of: grid) }
    let header = zip(grid.columns, looks).map { column, look in
      "<th scope=\"col\" style=\"\(look.alignment)\">\(Self.escaped(column.title))</th>"
    }
    let rows = grid.rows.map { row in
      let cells = zip(row, looks).map { text, look in
        "<\(look.tag) style=\"\(look.style)\">\(Self.escaped(text))</\(look.tag.prefix(2))>"
      }
      return "<tr>" + cells.joined() + "</tr>"
    }
    description = """
      <table>
      <caption style="text-align: left; font-weight: 600; padding: 0.4em 0.5em">\(Self.escaped(grid.caption))</caption>
      <thead><tr>\(header.joined())</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table>
      """
  }

  /// How the cells of a column are set.
  private enum Look {
    case name
    case number
    case text
    /// Prose beside names and values.
    case remark

    init(column index: Int, of grid: Grid) {
      let isLast = index == grid.columns.count - 1
      switch grid.columns[index].alignment {
      case .trailing: self = .number
      case .leading where index == 0: self = .name
      case .leading: self = isLast && grid.columns.count > 2 ? .remark : .text
      }
    }

    var tag: String {
      switch self {
      case .name: "th scope=\"row\""
      case .number, .text, .remark: "td"
      }
    }

    var alignment: String {
      switch self {
      case .name, .text, .remark: "text-align: left"
      case .number: "text-align: right"
      }
    }

    var style: String {
      switch self {
      case .name:
        alignment + "; font-weight: normal; font-family: var(--jp-code-font-family, monospace)"
      case .number: alignment + "; white-space: nowrap; font-variant-numeric: tabular-nums"
      case .text: alignment
      case .remark: alignment + "; opacity: 0.75"
      }
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
