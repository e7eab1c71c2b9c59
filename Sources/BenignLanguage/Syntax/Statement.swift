// SPDX-License-Identifier: Apache-2.0

/// One statement of a cell as it was written.
public struct Statement: Sendable {
  public let kind: Kind
  /// From its first token to its last, in code points of the cell.
  public let range: Range<Int>

  /// Indirect, so that a statement is small and cheap to hand on.
  public indirect enum Kind: Sendable {
    case assignment(name: Identifier, value: Expression)
    case command(CommandCall)
    case expression(Expression)
  }
}

/// A command with what was given to it.
public struct CommandCall: Sendable {
  public let name: Identifier
  public let arguments: Arguments
  public let pairs: [Pair]

  public enum Arguments: Sendable {
    case none
    case name(Identifier, Expression?)
    case expressions([Expression])
  }

  /// `key = value`; a key of two names is written with its point, `mixture.seed`.
  public struct Pair: Sendable {
    public let key: Identifier
    public let value: Expression
  }
}
