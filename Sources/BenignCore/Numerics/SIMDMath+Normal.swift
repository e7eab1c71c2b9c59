// SPDX-License-Identifier: Apache-2.0

extension SIMDMath {
  /// ln x for a normal number x > 0.
  @inline(__always)
  static func log(_ x: Lanes) -> Lanes {
    // x = 2ᵏ(1 + f), 0 ≤ f < 1. An integer below 2⁵² in the low bits of 2⁵² is added to it.
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let fraction = (bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000
    let k = unsafeBitCast((bits &>> 52) | 0x4330_0000_0000_0000, to: Lanes.self) - (0x1p52 + 1023)
    return logOnePlus(unsafeBitCast(fraction, to: Lanes.self) - 1)
      .addingProduct(k, Lanes(repeating: 0.6931471805599453))
  }

  /// H(x) = φ(x)/Φ(−x) − x for x ≥ 0: what the normal law's hazard rate has beyond x, between √(2/π) and 1/x.
  @inline(__always)
  static func hazardExcess(_ x: Lanes) -> Lanes {
    // H(x)(x + 4) is smooth in s = (x − 4)/(x + 4), also at s = 1, which is x = ∞: so one polynomial serves all x.
    let s = (x - 4) / (x + 4)
    var p = Lanes.zero
    for k in hazardCoefficients.indices.reversed() {
      p = Lanes(repeating: hazardCoefficients[k]).addingProduct(p, s)
    }
    return p / (x + 4)
  }

  /// Of H(x)(x + 4) in powers of s: its Chebyshev series, which we computed to 50 digits and cut off where it is below 2e-17.
  private static let hazardCoefficients: InlineArray<29, Double> = [
    1.8048571559157687, -1.1822045015192792, 0.40195670380622867, 0.06751792792276659,
    -0.13822449147872357, 0.03370366765351547, 0.0316565274787675, -0.02080045431159896,
    -0.0044885897435438995, 0.007961411150203147, -0.000373587146017756,
    -0.002485792242193512, 0.0005948620881902776, 0.0006654957847151947,
    -0.0002893132406305042, -0.00015033129050772835, 0.00010494007142954107,
    2.5598410717599316e-05, -3.1799221586773166e-05, -1.4565187818974962e-06,
    8.22387971508396e-06, -1.1267471651727175e-06, -1.7817484140581307e-06,
    5.605918547519386e-07, 3.052484787833105e-07, -1.3529413098409216e-07,
    -3.656939586842397e-08, 1.4804154047907695e-08, 2.265464721558851e-09,
  ]
}
