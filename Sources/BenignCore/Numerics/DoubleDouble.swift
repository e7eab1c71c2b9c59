// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A number as the sum of two of double precision, of which the second is at most half a unit in the last place of the first: about 106 bits.
struct DoubleDouble: Sendable {
  let high: Double
  let low: Double

  init(_ number: Double) { (high, low) = (number, 0) }

  /// - Parameter high: not smaller than `low` in magnitude.
  private init(high: Double, low: Double) {
    self.high = high + low
    self.low = low - (self.high - high)
  }

  /// a + b exactly.
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    let part = sum - a
    return DoubleDouble(high: sum, low: (a - (sum - part)) + (b - part))
  }

  /// a·b exactly, where nothing underflows.
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let product = a * b
    return DoubleDouble(high: product, low: (-product).addingProduct(a, b))
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let highs = sum(a.high, b.high)
    let lows = sum(a.low, b.low)
    let first = DoubleDouble(high: highs.high, low: highs.low + lows.high)
    return DoubleDouble(high: first.high, low: first.low + lows.low)
  }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + b * -1 }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let highs = product(a.high, b.high)
    return DoubleDouble(high: highs.high, low: highs.low + (a.high * b.low + a.low * b.high))
  }

  static func * (a: DoubleDouble, b: Double) -> DoubleDouble { a * DoubleDouble(b) }

  static func / (a: DoubleDouble, b: Double) -> DoubleDouble {
    let first = a.high / b
    let rest = a - product(first, b)
    return DoubleDouble(high: first, low: rest.high / b)
  }

  static let naturalLogarithmOf2 = DoubleDouble(
    high: 0x1.62e42fefa39efp-1, low: 0x1.abc9e3b39803fp-56)

  /// e to this power, for magnitudes below about 2: right to 90 bits.
  var exponential: DoubleDouble {
    let halvings = 9
    let argument = self * 0x1p-9
    // e^x − 1 = x(1 + x/2 (1 + x/3 (…))), and then (1 + y)² − 1 = 2y + y².
    var sum = DoubleDouble(1)
    for divisor in stride(from: 11.0, through: 2, by: -1) {
      sum = DoubleDouble(1) + argument * sum / divisor
    }
    var excess = argument * sum
    for _ in 0..<halvings { excess = excess * 2 + excess * excess }
    return DoubleDouble(1) + excess
  }

  /// The natural logarithm of a number between about ½ and 2: right to 90 bits.
  var logarithm: DoubleDouble {
    let guess = DoubleDouble(Glibc.log(high))
    // One step of Newton's method, with the next term of log(1 + e).
    let excess = self * (guess * -1).exponential - DoubleDouble(1)
    return guess + (excess - excess * excess * 0.5)
  }
}
