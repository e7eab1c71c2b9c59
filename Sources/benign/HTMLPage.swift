// SPDX-License-Identifier: Apache-2.0

import BenignLanguage

/// A page of documentation for notebooks and tooltips, whose formulas the front end sets.
struct HTMLPage: CustomStringConvertible {
  let description: String

  init(_ page: Page) {
    description = page.entries.map { entry in
      "<div style=\"max-width: 60em\">\n"
        + entry.map(Self.markup).joined(separator: "\n") + "\n</div>"
    }.joined(separator: "\n<hr>\n")
  }

  private static func markup(_ part: Page.Part) -> String {
    let escaped = HTMLTable.escaped
    switch part {
    case .heading(let text): return "<p><b><code>\(escaped(text))</code></b></p>"
    case .prose(let text): return "<p>\(Self.prose(text))</p>"
    case .table(let grid):
      return HTMLTable(grid, label: "keys").description
    case .formula(let formula): return "<p>$\\displaystyle \(escaped(formula))$</p>"
    case .source(let text): return "<p style=\"opacity: 0.75\">\(escaped(text))</p>"
    case .related(let names):
      let codes = names.map { "<code>\(escaped($0))</code>" }
      return "<p>See also: \(codes.joined(separator: ", "))</p>"
    case .example(let code): return "<p>Example: <code>\(escaped(code))</code></p>"
    }
  }

  /// Text in which names stand between backticks.
  private static func prose(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      let part = HTMLTable.escaped(String(part))
      return index % 2 == 0 ? part : "<code>\(part)</code>"
    }.joined()
  }
}
