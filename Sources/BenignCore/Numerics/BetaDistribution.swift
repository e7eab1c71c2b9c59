// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The beta law with two exponents > 0.
struct BetaDistribution {
  private let a: Double
  private let b: Double

  init(_ a: Double, _ b: Double) {
    self.a = a
    self.b = b
  }

  /// The point below which lies this share, by bisection.
  func quantile(_ share: Double) -> Double {
    var low = 0.0
    var high = 1.0
    // Of a small number its logarithm is halved.
    while high - low > 1e-15 * high, high > 0x1p-1000 {
      let middle = low > 0 ? (low + high) / 2 : high / 16
      if cdf(middle) < share { low = middle } else { high = middle }
      if low > 0, (low + high) / 2 == low || (low + high) / 2 == high { break }
    }
    return high
  }

  /// I_x(a, b), by its continued fraction on the side where that converges fast.
  func cdf(_ x: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - BetaDistribution(b, a).cdf(1 - x) }
    let logFactor =
      a * Double.log(x) + b * Double.log(onePlus: -x) - Double.log(a)
      - (Double.logGamma(a) + Double.logGamma(b) - Double.logGamma(a + b))
    return Double.exp(logFactor) / continuedFraction(x)
  }

  /// 1 + d₁/(1 + d₂/(1 + …)) by Lentz's method.
  private func continuedFraction(_ x: Double) -> Double {
    var fraction = 1.0
    var c = 1.0
    var d = 0.0
    for k in 1...10_000 {
      let m = Double(k / 2)
      let coefficient =
        k.isMultiple(of: 2)
        ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / (1 + coefficient * d)
      c = 1 + coefficient / c
      fraction *= c * d
      if abs(c * d - 1) < 1e-15 { break }
    }
    return fraction
  }
}
