// SPDX-License-Identifier: Apache-2.0

// A pair [low, high], as keys take it.
extension ClosedRange<Double> {
  /// Beyond it nothing is drawn.
  private static let largest = 1e300
  /// Of the larger one: ends that lie closer together leave no numbers between them.
  private static let least = 1e-9

  /// A list of two finite numbers, the lower one first; `nil` of all else.
  init?(_ value: Value?) {
    guard case .list(let list) = value, list.elements.count == 2,
      case .number(let low) = list.elements[0], case .number(let high) = list.elements[1]
    else { return nil }
    self.init(from: low, to: high)
  }

  private init?(from low: Double, to high: Double) {
    let size = Swift.max(low.magnitude, high.magnitude)
    guard size <= Self.largest, high - low > Self.least * size, high - low >= 1 / Self.largest
    else { return nil }
    self = low...high
  }

  /// The pair that was meant by a list with the higher number first, or with more numbers between its ends, as it is written.
  static func text(meantBy value: Value) -> String? {
    guard case .list(let list) = value, let numbers = list.numbers, numbers.count > 1,
      let low = numbers.min(), let high = numbers.max(), ClosedRange(from: low, to: high) != nil
    else { return nil }
    return "[\(NumberText(low)), \(NumberText(high))]"
  }
}
