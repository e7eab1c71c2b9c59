// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a cell, for the person who wrote it.
public struct Diagnostic: Error, Sendable, Equatable {
  /// The names are those of the protocol's `ename`.
  public enum Kind: String, Sendable, CaseIterable {
    case syntax = "SyntaxError"
    case unknownName = "UnknownName"
    case invalidArgument = "InvalidArgument"
    case notReady = "NotReady"
    case busy = "Busy"
    case diverged = "Diverged"
    case interrupted = "Interrupted"
    case resourceLimit = "ResourceLimit"
    case file = "FileError"
  }

  public var kind: Kind
  /// A sentence.
  public var message: String
  /// In code points of the cell; `nil` until the place is known.
  public var range: Range<Int>?
  /// What would have been right here.
  public var expected: String?
  /// The nearest right spelling, or the right form of what was meant.
  public var suggestion: String?

  public init(
    _ kind: Kind, _ message: String, at range: Range<Int>? = nil, expected: String? = nil,
    suggestion: String? = nil
  ) {
    (self.kind, self.message, self.range) = (kind, message, range)
    (self.expected, self.suggestion) = (expected, suggestion)
  }

  /// The same, at `range` unless its place is already known more exactly.
  func located(at range: Range<Int>) -> Diagnostic {
    guard self.range == nil else { return self }
    var located = self
    located.range = range
    return located
  }
}
