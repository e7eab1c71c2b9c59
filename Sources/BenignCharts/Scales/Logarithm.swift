// SPDX-License-Identifier: Apache-2.0

/// Decimal logarithms from arithmetic alone, to about 1e-15: a C library's may differ in the last
/// digit between processors, and with it the bytes of a figure.
enum Logarithm {
  private static let ln10 = 2.302_585_092_994_045_7
  private static let log10Of2 = 0.301_029_995_663_981_2

  /// 1/21, 1/19, …, 1. As s ≤ 0.172, the first term left out is below 1e-19.
  private static let coefficients = stride(from: 21.0, through: 1, by: -2).map { 1 / $0 }

  /// log₁₀ of a positive number: with x = 2ᵉ·m and s = (m−1)/(m+1), ln m = 2(s + s³/3 + s⁵/5 + …).
  static func log10(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "logarithm of \(x)")
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095 {
      m /= 2
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 0.0
    for coefficient in coefficients { sum = sum * square + coefficient }
    return exponent * log10Of2 + 2 * s * sum / ln10
  }

  /// log₁₀ of a quotient of positive numbers, which may itself lie outside the doubles.
  static func log10(_ x: Double, over y: Double) -> Double {
    let quotient = x / y
    return quotient.isNormal ? log10(quotient) : log10(x) - log10(y)
  }

  /// 10^y, from the nearest power of ten and a series; 0 or infinity outside the doubles.
  static func power(_ y: Double) -> Double {
    guard y > -330 else { return 0 }
    guard y < 310 else { return .infinity }
    let whole = y.rounded()
    let z = (y - whole) * ln10 / 4
    var sum = 1.0
    // |z| ≤ 0.29: the first term left out is below 1e-18.
    for k in stride(from: 13.0, through: 1, by: -1) { sum = 1 + sum * z / k }
    let square = sum * sum
    return scaled(square * square, by: Int(saturating: whole))
  }

  /// 10^k, correctly rounded.
  static func powerOfTen(_ k: Int) -> Double { Double("1e\(k)") ?? (k < 0 ? 0 : .infinity) }

  private static func scaled(_ x: Double, by k: Int) -> Double {
    // In two steps, because 10^k alone may lie outside the doubles where the product does not.
    let half = k / 2
    return x * powerOfTen(half) * powerOfTen(k - half)
  }
}
