// SPDX-License-Identifier: Apache-2.0

/// A grid as plain text of 80 columns: what does not fit is broken in the last column.
public struct GridText: CustomStringConvertible, Sendable {
  public let description: String

  public init(_ grid: Grid) {
    let lines = TextTable.lines(grid.columns, grid.rows)
    description = ([grid.caption] + lines).joined(separator: "\n")
  }
}
