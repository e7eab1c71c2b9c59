// SPDX-License-Identifier: Apache-2.0

/// Elementary functions without branches, calls or tables, so that a loop over them becomes vector instructions.
///
/// Losses use `SIMDMath`, whose exponential saturates where this one has no meaning; why there are two stands there.
///
/// Each is right to about 2 ulp on the range that its comment names, which is what the generators need and no more. Lanes are
/// independent: a number's digits do not depend on where in a vector it stands.
enum BranchFree {
  /// An odd multiple of 2⁻⁵³ in (0, 1) from the upper 52 of 64 random bits: neither end occurs.
  @inline(__always)
  static func uniform(_ bits: UInt64) -> Double {
    Double(bitPattern: bits &>> 12 | 0x3FF0_0000_0000_0000) - (1 - 0x1p-53)
  }

  /// ln x for normal x > 0: x = 2^k·(1+f) with 1+f in [√½, √2), and the minimax series of fdlibm's e_log.c in s = f/(2+f).
  @inline(__always)
  static func log(_ x: Double) -> Double {
    let bits = Int64(bitPattern: x.bitPattern)
    let k = (bits &- 0x3FE6_A09E_667F_3BCD) &>> 52
    let f = Double(bitPattern: UInt64(bitPattern: bits &- k &<< 52)) - 1
    let s = f / (2 + f)
    let z = s * s
    var r = 0.1479819860511658591
    r = (0.1531383769920937332 as Double).addingProduct(z, r)
    r = (0.1818357216161805012 as Double).addingProduct(z, r)
    r = (0.2222219843214978396 as Double).addingProduct(z, r)
    r = (0.2857142874366239149 as Double).addingProduct(z, r)
    r = (0.3999999999940941908 as Double).addingProduct(z, r)
    r = (0.6666666666666735130 as Double).addingProduct(z, r)
    let half = 0.5 * f * f
    let exponent = Double(k)
    return exponent * ln2High - ((half - (s * (half + z * r) + exponent * ln2Low)) - f)
  }

  /// e^x for |x| ≤ 700.
  @inline(__always)
  static func exp(_ x: Double) -> Double {
    let (power, rest) = split(x)
    return power.addingProduct(power, rest)
  }

  /// e^x − 1 for |x| ≤ 700, without cancellation near 0.
  @inline(__always)
  static func expMinusOne(_ x: Double) -> Double {
    let (power, rest) = split(x)
    return (power - 1).addingProduct(power, rest)
  }

  /// sin(πt/2) for |t| ≤ 1.
  @inline(__always)
  static func sineOfQuarterTurns(_ t: Double) -> Double {
    let z = t * t
    var q = 0x1.9d462020fcc78p-38
    q = (-0x1.6f7acdb8f6580p-31 as Double).addingProduct(q, z)
    q = (0x1.e8f3675ee37ddp-25 as Double).addingProduct(q, z)
    q = (-0x1.e3074dfaf87afp-19 as Double).addingProduct(q, z)
    q = (0x1.5078348551854p-13 as Double).addingProduct(q, z)
    q = (-0x1.32d2cce627c86p-8 as Double).addingProduct(q, z)
    q = (0x1.466bc6775aa7dp-4 as Double).addingProduct(q, z)
    q = (-0x1.4abbce625be52p-1 as Double).addingProduct(q, z)
    q = (0x1.921fb54442d18p+0 as Double).addingProduct(q, z)
    return q * t
  }

  /// cos(πt/2) for |t| ≤ 1, to 3e-16 absolute.
  @inline(__always)
  static func cosineOfQuarterTurns(_ t: Double) -> Double {
    let z = t * t
    var q = 0x1.1678f9078a9b3p-34
    q = (-0x1.b6957b54dd389p-28 as Double).addingProduct(q, z)
    q = (0x1.f9d254582ac30p-22 as Double).addingProduct(q, z)
    q = (-0x1.a6d1efc8c38bep-16 as Double).addingProduct(q, z)
    q = (0x1.e1f506813a321p-11 as Double).addingProduct(q, z)
    q = (-0x1.55d3c7e3bfbf5p-6 as Double).addingProduct(q, z)
    q = (0x1.03c1f081b5992p-2 as Double).addingProduct(q, z)
    q = (-0x1.3bd3cc9be45dbp+0 as Double).addingProduct(q, z)
    return (1 as Double).addingProduct(q, z)
  }

  /// 2^k and e^r − 1, where x = k ln 2 + r and |r| ≤ ½ ln 2.
  @inline(__always)
  private static func split(_ x: Double) -> (power: Double, rest: Double) {
    // The last bits of x/ln 2 + 1.5·2⁵² are k as an integer.
    let shifted = (0x1.8p52 as Double).addingProduct(x, 1.4426950408889634)
    let k = shifted - 0x1.8p52
    let r = x.addingProduct(k, -ln2High).addingProduct(k, -ln2Low)
    var q = 0x1.1f7340dbc337ep-29
    q = (0x1.af4e554377204p-26 as Double).addingProduct(q, r)
    q = (0x1.27e4db46cddd1p-22 as Double).addingProduct(q, r)
    q = (0x1.71de01fdbf9cap-19 as Double).addingProduct(q, r)
    q = (0x1.a01a01a6e1e2ap-16 as Double).addingProduct(q, r)
    q = (0x1.a01a01abf85abp-13 as Double).addingProduct(q, r)
    q = (0x1.6c16c16c162c3p-10 as Double).addingProduct(q, r)
    q = (0x1.11111111100bep-7 as Double).addingProduct(q, r)
    q = (0x1.5555555555556p-5 as Double).addingProduct(q, r)
    q = (0x1.5555555555557p-3 as Double).addingProduct(q, r)
    q = (0.5 as Double).addingProduct(q, r)
    let power = Double(bitPattern: (shifted.bitPattern &+ 1023) &<< 52)
    return (power, r.addingProduct(q, r * r))
  }

  /// ln 2 in two parts, the first with 21 zero bits at its end, so that its multiples by an exponent are exact.
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33
}
