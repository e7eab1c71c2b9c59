// SPDX-License-Identifier: Apache-2.0

/// Which rows of a table a result has: all, or the first and the last ones.
///
/// A notebook keeps its results, and a table may have a million rows.
struct TableExcerpt: Sendable {
  /// Rows that people are shown, where the table has more than `leastCut`.
  private let shown: Int
  private let leastCut: Int
  /// Rows that programs are told at most.
  private let told: Int

  /// Of a result whose rows nobody has asked for.
  static let standard = TableExcerpt(shown: 30, leastCut: 40, told: mostTold)
  static let all = TableExcerpt(shown: .max, leastCut: .max, told: .max)
  /// Some hundred bytes each.
  private static let mostTold = 5_000

  private init(shown: Int, leastCut: Int, told: Int) {
    (self.shown, self.leastCut, self.told) = (shown, leastCut, told)
  }

  /// So many rows; programs are told as many at least as they are by themselves.
  init(rows: Int) { self.init(shown: rows, leastCut: rows, told: max(rows, Self.mostTold)) }

  /// The first and the last rows that people are shown; `nil` where they are shown all.
  func shown(of count: Int) -> (first: Range<Int>, last: Range<Int>)? {
    count > leastCut ? Self.ends(shown, of: count) : nil
  }

  /// The table with those rows that programs are told.
  func told(of table: SweepTable) -> SweepTable {
    guard table.cells.count > told else { return table }
    let (first, last) = Self.ends(told, of: table.cells.count)
    var told = table
    told.cells = Array(table.cells[first] + table.cells[last])
    return told
  }

  /// Of a table of which programs are not told all, how they are; else empty.
  func hint(for table: SweepTable) -> String {
    guard table.cells.count > told else { return "" }
    return "; JSON has \(told) of the rows: show \(table.name) rows=all has all of them,"
      + " and so has export \(table.name) \"\(table.name).csv\""
  }

  private static func ends(_ rows: Int, of count: Int) -> (first: Range<Int>, last: Range<Int>) {
    (0..<(rows + 1) / 2, count - rows / 2..<count)
  }
}
