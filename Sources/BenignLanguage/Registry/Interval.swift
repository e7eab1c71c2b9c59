// SPDX-License-Identifier: Apache-2.0

/// Numbers between two bounds, with its text in documentation.
struct Interval: Sendable {
  enum Bound: Sendable {
    case included(Double)
    case excluded(Double)
  }

  let lower: Bound
  let upper: Bound
  /// "1 … 10⁶", "> 0"; empty for all numbers.
  let text: String

  init(_ lower: Bound, _ upper: Bound, _ text: String) {
    (self.lower, self.upper, self.text) = (lower, upper, text)
  }

  /// Both bounds included.
  init(_ lower: Double, _ upper: Double, _ text: String) {
    self.init(.included(lower), .included(upper), text)
  }

  static let positive = Interval(.excluded(0), .excluded(.infinity), "> 0")
  static let nonNegative = Interval(.included(0), .excluded(.infinity), "≥ 0")

  /// `nan` is in no interval.
  func contains(_ number: Double) -> Bool {
    let isAbove =
      switch lower {
      case .included(let bound): number >= bound
      case .excluded(let bound): number > bound
      }
    let isBelow =
      switch upper {
      case .included(let bound): number <= bound
      case .excluded(let bound): number < bound
      }
    return isAbove && isBelow
  }
}
