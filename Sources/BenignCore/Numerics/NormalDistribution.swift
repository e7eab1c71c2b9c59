// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Φ, the standard normal distribution function, and its logarithm down to any depth.
public enum NormalDistribution {
  /// Φ(x).
  public static func cdf(_ x: Double) -> Double { 0.5 * Double.erfc(-x * 0.5.squareRoot()) }

  /// ln Φ(x) to about 1e-15 relative for every finite x; −∞ at −∞.
  public static func logCDF(_ x: Double) -> Double {
    if x > 5 { return Double.log(onePlus: -cdf(-x)) }
    if x > -20 { return Double.log(cdf(x)) }
    if x == -.infinity { return x }
    // Φ(x) = φ(x)/|x|·(1 − 1/x² + 3/x⁴ − 15/x⁶ + …): ten terms reach 1e-17 from x = −20 on.
    let inverseSquare = 1 / (x * x)
    var term = 1.0
    var sum = 1.0
    for k in 1...10 {
      term *= -Double(2 * k - 1) * inverseSquare
      sum += term
    }
    return -0.5 * x * x - Double.log(-x) - 0.5 * Double.log(2 * Double.pi) + Double.log(sum)
  }

  /// ln(Φ(b) − Φ(a)) for a ≤ b, without cancellation in either tail.
  static func logMass(from a: Double, to b: Double) -> Double {
    if a >= b { return -.infinity }
    // Both ends in the left half, where Φ is small and its logarithm exact.
    if a > 0 { return logMass(from: -b, to: -a) }
    if b > 0 {
      return Double.log(onePlus: -(cdf(a) + cdf(-b)))
    }
    let high = logCDF(b)
    return high + Double.log(onePlus: -Double.exp(logCDF(a) - high))
  }
}

/// ln Σ e^{x_i}; −∞ for none.
func logSumExp(_ values: some Collection<Double>) -> Double {
  guard let largest = values.max(), largest > -.infinity else { return -.infinity }
  if largest == .infinity { return .infinity }
  return largest + Double.log(values.reduce(0) { $0 + Double.exp($1 - largest) })
}
