// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Moments of the excess (t − N)₊ of a standard normal N below t, without cancellation where they are tiny.
///
/// The moments for t < 0 are the repeated integrals I_k(u) = ∫_u^∞ (v − u)^k/k! φ(v) dv of the tail beyond u = −t, whose quotients are a continued fraction:
/// I_k/I_{k−1} = 1/(u + (k + 1)I_{k+1}/I_k) with I_{−1} = φ (Abramowitz and Stegun 1964, 7.2).
struct NormalExcess {
  /// φ(t).
  let density: Double
  /// Φ(t).
  let share: Double
  /// E[(t − N)₊].
  let mean: Double
  /// E[(t − N)₊²].
  let square: Double

  init(_ t: Double) {
    density = Double.exp(-0.5 * t * t) / (2 * Double.pi).squareRoot()
    guard t < -2.5 else {
      share = NormalDistribution.cdf(t)
      mean = t * share + density
      square = (t * t + 1) * share + t * density
      return
    }
    let u = -t
    var quotient = 0.0
    var quotients = SIMD4<Double>()
    // So many terms are right to 4e-15.
    var k = 10 + Int(saturating: 400 / (u * u))
    while k >= 0 {
      quotient = 1 / (u + Double(k + 1) * quotient)
      if k < 3 { quotients[k] = quotient }
      k -= 1
    }
    share = density * quotients[0]
    mean = share * quotients[1]
    square = 2 * mean * quotients[2]
  }
}
