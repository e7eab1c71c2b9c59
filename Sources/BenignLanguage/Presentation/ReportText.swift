// SPDX-License-Identifier: Apache-2.0

/// A report as plain text of 80 columns: what was found, the tables, and the details in few lines.
///
/// Numbers in sentences are grouped by commas. Those of tables and details are not: a console's are piped, pasted and read by programs.
public struct ReportText: CustomStringConvertible, Sendable {
  public let description: String

  public init(_ report: Report) {
    let findings = report.findings.map { GroupedNumbers.write($0, group: { "," + $0 }) }
    let first = [report.caption, findings.first].compactMap(\.self).joined(separator: ": ")
    var lines = ([first] + findings.dropFirst()).flatMap { PlainText.lines(of: $0) }
    for (index, table) in report.tables.enumerated() {
      lines += (index == 0 ? [] : [""]) + GridText(table).lines
    }
    if let details = report.details {
      let pairs = details.rows.map { "\($0[0]) \($0[1])" }
      lines += Self.lines(of: pairs).map { "  " + $0 }
    }
    description = lines.joined(separator: "\n")
  }

  /// Pairs that are not broken.
  private static func lines(of pairs: [String]) -> [String] {
    let width = PlainText.width - 2
    return pairs.reduce(into: []) { lines, pair in
      let length = (lines.last?.unicodeScalars.count ?? width) + pair.unicodeScalars.count
      if length + 3 > width {
        lines.append(pair)
      } else {
        lines[lines.count - 1] += " · " + pair
      }
    }
  }
}
