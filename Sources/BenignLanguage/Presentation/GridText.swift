// SPDX-License-Identifier: Apache-2.0

/// A grid as plain text of 80 columns: prose that does not fit is broken, and columns that do not fit follow below, each block of them
/// with the headings of its rows.
struct GridText {
  let lines: [String]

  init(_ grid: Grid) {
    let blocks = Self.blocks(of: grid).map { columns in
      TextTable.lines(
        columns.map { grid.columns[$0] }, grid.rows.map { row in columns.map { row[$0] } })
    }
    lines = Array(blocks.interspersed.joined())
  }

  /// The columns of each block.
  private static func blocks(of grid: Grid) -> [[Int]] {
    let rows = [grid.columns.map(\.title)] + grid.rows
    let least = TextTable.leastWidths(of: grid.columns, rows)
    let headings = Array(0..<min(grid.headings, grid.columns.count))
    var blocks = [headings]
    for column in grid.columns.indices.dropFirst(headings.count) {
      let last = blocks[blocks.count - 1]
      if last.count > headings.count, !TextTable.fits((last + [column]).map { least[$0] }) {
        blocks.append(headings)
      }
      blocks[blocks.count - 1].append(column)
    }
    return blocks
  }
}

extension [[String]] {
  /// With an empty line between.
  fileprivate var interspersed: [[String]] {
    enumerated().map { $0.offset == 0 ? $0.element : [""] + $0.element }
  }
}
