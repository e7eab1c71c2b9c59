// SPDX-License-Identifier: Apache-2.0

/// An expression as it was written, with the place where it was written.
///
/// Chains (`a + b − c`, `a or b`) are one node each, so that the tree is no deeper than the text is nested,
/// and every recursion over it is bounded by the depth that the parser allows.
public struct Expression: Sendable {
  public let node: Node
  /// In code points of the cell.
  public let range: Range<Int>

  public indirect enum Node: Sendable {
    case number(Double)
    case text(String)
    case boolean(Bool)
    case none
    case name(String)
    /// `owner.name`
    case member(owner: String, name: String)
    case call(function: Identifier, arguments: [Expression])
    case list([Expression])
    /// `base[i][j]…`, at least one index.
    case index(base: Expression, indices: [Expression])
    case power(base: Expression, exponent: Expression)
    case negated(Expression)
    /// `+x`
    case affirmed(Expression)
    case product(first: Expression, rest: [Link])
    case sum(first: Expression, rest: [Link])
    case range(from: Expression, through: Expression)
    case relation(left: Expression, relation: Relation, right: Expression)
    case not(Expression)
    case all([Expression])
    case any([Expression])
  }

  /// A further operand of a sum or of a product.
  public struct Link: Sendable {
    /// Whether it is subtracted, or divides.
    public let isInverse: Bool
    public let operand: Expression
  }

  public enum Relation: String, Sendable, CaseIterable {
    case less = "<", lessOrEqual = "<="
    case greater = ">", greaterOrEqual = ">="
    case equal = "==", unequal = "!="
  }
}

/// A name with the place where it was written.
public struct Identifier: Sendable {
  public let text: String
  public let range: Range<Int>
}
