// SPDX-License-Identifier: Apache-2.0

import BenignCharts

/// Rows and columns as a LaTeX table with the rules of booktabs, for `\input` in a paper.
struct TeXTable {
  let bytes: [UInt8]
  /// How wide it is about, in points, in text of 10 pt: most characters of numbers take half of that.
  let width: Double

  /// - Parameter comment: what the table shows, in a line of its own that is not set.
  init(_ grid: Grid, comment: String) {
    let columns = grid.columns.map { $0.alignment == .leading ? "l" : "r" }.joined()
    let row = { (cells: [String]) in cells.map(TeXText.of).joined(separator: " & ") + " \\\\" }
    let lines =
      [
        "% \(PlainText.printable(comment))", "% In the preamble: \\usepackage{booktabs}",
        "\\begin{tabular}{\(columns)}", "\\toprule", row(grid.columns.map { Self.words($0.title) }),
        "\\midrule",
      ] + grid.rows.map(row) + ["\\bottomrule", "\\end{tabular}"]
    let widths = grid.columns.indices.map { column in
      ([Self.words(grid.columns[column].title)] + grid.rows.map { $0[column] })
        .map { TeXPage.width(of: $0) }.max() ?? 0
    }
    width = widths.reduce(0, +) + Double(12 * grid.columns.count)
    bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// A heading in the words of pictures; that of a table in rows and columns names two keys.
  private static func words(_ title: String) -> String {
    title.split(separator: " \\ ").map { PictureWords.name(String($0)) }.joined(separator: " \\ ")
  }
}
