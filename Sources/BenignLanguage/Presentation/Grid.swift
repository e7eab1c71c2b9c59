// SPDX-License-Identifier: Apache-2.0

/// Rows and columns for people: the plain and the HTML table are made from it.
public struct Grid: Sendable, Equatable {
  public enum Alignment: Sendable, Equatable {
    case leading
    case trailing
  }

  public struct Column: Sendable, Equatable {
    public let title: String
    public let alignment: Alignment

    public init(_ title: String, _ alignment: Alignment = .leading) {
      self.title = title
      self.alignment = alignment
    }
  }

  public let columns: [Column]
  /// As many cells as columns in each.
  public let rows: [[String]]
  /// How many columns, the first ones, say what a row is about.
  public let headings: Int

  public init(columns: [Column], rows: [[String]], headings: Int = 1) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "rows of other width than columns")
    self.columns = columns
    self.rows = rows
    self.headings = headings
  }
}
