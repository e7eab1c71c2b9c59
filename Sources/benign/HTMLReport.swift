// SPDX-License-Identifier: Apache-2.0

import BenignLanguage

/// A report for notebooks: what was found, the tables, and the details, which are folded.
struct HTMLReport: CustomStringConvertible {
  let description: String

  init(_ report: Report) {
    let heading = Self.heading(report)
    // A table's caption is read aloud with it.
    let tables = report.tables.enumerated().map { index, table in
      HTMLTable(table, caption: index == 0 ? heading : nil, label: report.caption).description
    }
    let alone = tables.isEmpty ? ["<div style=\"padding: 0.4em 0.5em\">\(heading)</div>"] : []
    description = (alone + tables + Self.details(report)).joined(separator: "\n")
  }

  private static func heading(_ report: Report) -> String {
    let caption = HTMLTable.escaped(report.caption)
    guard let first = report.findings.first else { return "<b>\(caption)</b>" }
    let others = report.findings.dropFirst().map { "<br>" + HTMLTable.grouped($0) }
    return "<span style=\"opacity: 0.75\">\(caption)</span><br><b>\(HTMLTable.grouped(first))</b>"
      + others.joined()
  }

  private static func details(_ report: Report) -> [String] {
    guard let details = report.details else { return [] }
    return [
      "<details style=\"padding: 0 0.5em\"><summary>details</summary>",
      HTMLTable(details, label: "details of \(report.caption)").description, "</details>",
    ]
  }
}
