// SPDX-License-Identifier: Apache-2.0

/// The condition that ends a run: asked after every step, and before the first.
///
/// A leap passes many steps at once. What the condition compares is therefore looked at on both of its ends: where a comparison came out
/// differently, the first step at which it does is searched for, and the condition is asked there.
public struct StopCondition {
  /// On which side of a comparison a state is.
  public enum Side: Sendable {
    case below
    case equal
    case above
    /// The comparison has no value, or one that is not comparable.
    case nowhere
  }

  /// Whether it holds at a state. Where it has no value yet it does not.
  public var holds: (any QuantitySource) throws -> Bool
  /// The side of each of its comparisons.
  public var sides: (any QuantitySource) throws -> [Side]
  /// Whether it needs sampled quantities, and is therefore asked at recorded points only.
  public var isSampled: Bool

  /// A condition with any number of comparisons.
  ///
  /// - Parameters:
  ///   - isSampled: whether it is asked at recorded points only.
  ///   - holds: whether the run ends at a state.
  ///   - sides: the side of each comparison, always in the same order.
  public init(
    isSampled: Bool = false, holds: @escaping (any QuantitySource) throws -> Bool,
    sides: @escaping (any QuantitySource) throws -> [Side]
  ) {
    self.isSampled = isSampled
    self.holds = holds
    self.sides = sides
  }

  /// A condition that is one comparison.
  public init(_ holds: @escaping (any QuantitySource) throws -> Bool) {
    self.init(holds: holds, sides: { source in [try holds(source) ? .above : .below] })
  }
}
