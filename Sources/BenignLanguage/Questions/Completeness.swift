// SPDX-License-Identifier: Apache-2.0

/// Whether a cell can be run as it stands; judges syntax alone.
public enum CellCompleteness: Sendable, Equatable {
  case complete
  /// A bracket is open and nothing before it is wrong.
  case incomplete
  case invalid

  public init(of source: SourceText) {
    var parser = Parser(source)
    do {
      _ = try parser.cell()
      self = .complete
    } catch {
      self = parser.endedInsideBracket ? .incomplete : .invalid
    }
  }
}
