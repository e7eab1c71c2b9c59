// SPDX-License-Identifier: Apache-2.0

/// A page of documentation: for consoles it is text of 80 columns, for notebooks its parts are set.
public struct Page: Sendable, Equatable {
  public enum Part: Sendable, Equatable {
    /// The name that is documented, with what is written around it.
    case heading(String)
    case prose(String)
    case table(Grid)
    /// In LaTeX, without the dollars around it.
    case formula(String)
    /// The theorem or section that it is from.
    case source(String)
    /// A statement or an expression that runs.
    case example(String)
    /// Names with pages of their own.
    case related([String])
  }

  /// What is documented, one after the other: a name may be a command, a key and a quantity at once.
  public let entries: [[Part]]

  /// The page as plain text.
  public var text: String {
    entries.map { $0.flatMap(\.lines).joined(separator: "\n") }.joined(separator: "\n\n")
  }
}

extension Page.Part {
  fileprivate var lines: [String] {
    switch self {
    case .heading(let text): [PlainText.wrapped(text)]
    case .prose(let text): [PlainText.wrapped(text)]
    case .table(let grid): [""] + TextTable.lines(grid.columns, grid.rows) + [""]
    case .formula(let formula): ["LaTeX: \(formula)"]
    case .source(let text): ["Source: \(text)"]
    case .example(let code): ["Example: \(code)"]
    case .related(let names): [PlainText.wrapped("See also: " + names.joined(separator: ", "))]
    }
  }
}
