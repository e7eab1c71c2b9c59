// SPDX-License-Identifier: Apache-2.0

/// The nature of a kind of values is what is known of them before any is seen.
public struct Nature: Sendable, Equatable {
  /// Whether ratios say more than differences: an automatic scale is logarithmic, whatever the values span.
  public let isLogarithmic: Bool
  /// The ends beyond which no value lies, as 0 and 1 of a probability: no margin of an axis reaches beyond them.
  public let bounds: ClosedRange<Double>?

  public init(isLogarithmic: Bool = false, bounds: ClosedRange<Double>? = nil) {
    (self.isLogarithmic, self.bounds) = (isLogarithmic, bounds)
  }
}
