// SPDX-License-Identifier: Apache-2.0

/// Eight doubles at a time: one register where the machine has 512 bits, two or four where it has fewer.
typealias Lanes = SIMD8<Double>

/// Elementary functions on eight numbers at once, without branches, to about one unit in the last place.
///
/// `BranchFree` has an exponential too, and each stays: its digits are those of every seed's data, these are those of every run's
/// state. This one saturates at both ends, whatever the number, which losses need and costs two comparisons; the other is for loops over
/// single numbers between ±700, and gives e^x − 1 from the same series.
enum SIMDMath {
  /// eˣ; 0 below −708, infinite above 709.7.
  @inline(__always)
  static func exp(_ x: Lanes) -> Lanes {
    // x = k ln 2 + r, |r| ≤ ½ ln 2. Adding 1.5·2⁵² leaves k in the low bits.
    let magic = Lanes(repeating: 0x1.8p52)
    let shifted = magic.addingProduct(x, Lanes(repeating: 1.4426950408889634))
    let k = shifted - magic
    let r = x.addingProduct(k, Lanes(repeating: -0x1.62e42fee00000p-1))
      .addingProduct(k, Lanes(repeating: -0x1.a39ef35793c76p-33))
    let bits = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52
    let power = unsafeBitCast(
      unsafeBitCast(expPolynomial(r), to: SIMD8<UInt64>.self) &+ bits, to: Lanes.self)
    let low = power.replacing(with: 0, where: x .< -708)
    return low.replacing(with: .infinity, where: x .> 709.7)
  }

  /// eʳ on |r| ≤ ½ ln 2: Taylor's polynomial of degree 13, whose error is below 5e-18.
  @inline(__always)
  private static func expPolynomial(_ r: Lanes) -> Lanes {
    var p = Lanes(repeating: 1.0 / 6_227_020_800)
    p = Lanes(repeating: 1.0 / 479_001_600).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 39_916_800).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 3_628_800).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 362_880).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 40_320).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 5_040).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 720).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 120).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 24).addingProduct(p, r)
    p = Lanes(repeating: 1.0 / 6).addingProduct(p, r)
    p = Lanes(repeating: 0.5).addingProduct(p, r)
    p = Lanes(repeating: 1).addingProduct(p, r)
    return Lanes(repeating: 1).addingProduct(p, r)
  }

  /// ln(1 + e) for 0 ≤ e ≤ 1.
  @inline(__always)
  static func logOnePlus(_ e: Lanes) -> Lanes {
    // 1 + e = 2ᵏm with m in [√½, √2]; ln m = 2 artanh s with s = (m − 1)/(m + 1), |s| ≤ 0.172.
    let isLarge = e .> 0.41421356237309503
    let numerator = e.replacing(with: e - 1, where: isLarge)
    let denominator = (e + 2).replacing(with: e + 3, where: isLarge)
    let s = numerator / denominator
    let square = s * s
    var p = Lanes(repeating: 1.0 / 21)
    for k in stride(from: 19.0, through: 1.0, by: -2) {
      p = Lanes(repeating: 1 / k).addingProduct(p, square)
    }
    let shift = Lanes.zero.replacing(with: 0.6931471805599453, where: isLarge)
    return shift.addingProduct(s + s, p)
  }
}
