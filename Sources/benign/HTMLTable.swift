// SPDX-License-Identifier: Apache-2.0

import BenignLanguage

/// A grid as an HTML table with scoped headers.
///
/// The page's own style sheet draws rules, stripes and colours, light or dark (JupyterLab's and nbconvert's
/// are the same); the table adds only what tells names, numbers and remarks apart.
struct HTMLTable: CustomStringConvertible {
  let description: String

  /// - Parameters:
  ///   - caption: markup.
  ///   - label: what a table without a caption is called by what reads pages aloud.
  init(_ grid: Grid, caption: String? = nil, label: String = "") {
    let looks = grid.columns.indices.map { Look(column: $0, of: grid) }
    let header = zip(grid.columns, looks).map { column, look in
      "<th scope=\"col\" style=\"\(look.alignment)\">\(Self.escaped(column.title))</th>"
    }
    let rows = grid.rows.map { row in
      let cells = zip(row, looks).map { text, look in
        "<\(look.tag) style=\"\(look.style)\">\(look.content(text))</\(look.tag.prefix(2))>"
      }
      return "<tr>" + cells.joined() + "</tr>"
    }
    let name =
      caption.map {
        ">\n<caption style=\"text-align: left; padding: 0.4em 0.5em\">\($0)</caption>"
      } ?? " aria-label=\"\(Self.escaped(label))\">"
    description = """
      <table\(name)
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
    case number(isHeading: Bool)
    case text
    /// Prose beside names and values.
    case remark

    init(column index: Int, of grid: Grid) {
      let isHeading = index < grid.headings
      let isLast = index == grid.columns.count - 1
      switch grid.columns[index].alignment {
      case .trailing: self = .number(isHeading: isHeading)
      case .leading where isHeading: self = .name
      case .leading: self = isLast && grid.columns.count > 2 ? .remark : .text
      }
    }

    var tag: String {
      switch self {
      case .name, .number(isHeading: true): "th scope=\"row\""
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
      case .number(let isHeading):
        alignment + (isHeading ? "; font-weight: normal" : "")
          + "; white-space: nowrap; font-variant-numeric: tabular-nums"
      case .text: alignment
      case .remark: alignment + "; opacity: 0.75"
      }
    }

    func content(_ text: String) -> String {
      switch self {
      case .name, .text, .remark: HTMLTable.escaped(text)
      case .number: HTMLTable.grouped(text)
      }
    }
  }

  /// Whole numbers of five digits or more in groups of three, as figures write them. The gaps are margins, no
  /// characters: what is copied, searched for or read aloud is the number.
  static func grouped(_ text: String) -> String {
    GroupedNumbers.write(
      text, group: { "<span style=\"margin-left: 0.2em\">\($0)</span>" }, other: escaped)
  }

  /// Text as text: nothing in it is markup, and no control character is left.
  static func escaped(_ text: String) -> String {
    PlainText.replacing(in: PlainText.printable(text)) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }
}
