// SPDX-License-Identifier: Apache-2.0

import Glibc

/// ±N·2⁻¹²⁰⁰ with a whole N of any length: what a finite number of double precision times a whole number is exactly.
struct ExactNumber {
  private static let lowestExponent = -1_200
  private var isNegative: Bool
  /// N, the lowest word first.
  private var words: [UInt64]

  init(_ number: Double, times factor: UInt64) {
    isNegative = number < 0
    words = []
    guard number != 0 else { return }
    // 53 bits of the number, and where the lowest of them stands.
    let bits = UInt64(saturating: Glibc.scalbn(number.significand, 52))
    let place = Int(number.exponent) - 52 - Self.lowestExponent
    let product = bits.multipliedFullWidth(by: factor)
    let (offset, shift) = (place / 64, UInt64(place % 64))
    words = [UInt64](repeating: 0, count: offset)
    words.append(product.low << shift)
    words.append(product.high << shift | (shift == 0 ? 0 : product.low >> (64 - shift)))
    words.append(shift == 0 ? 0 : product.high >> (64 - shift))
  }

  static func + (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    let count = max(a.words.count, b.words.count) + 1
    let (x, y) = (a.padded(to: count), b.padded(to: count))
    var sum = a
    if a.isNegative == b.isNegative {
      sum.words = combined(x, y) { $0.addingReportingOverflow($1) }
      return sum
    }
    let isLarger = !x.reversed().lexicographicallyPrecedes(y.reversed())
    sum.words =
      isLarger
      ? combined(x, y) { $0.subtractingReportingOverflow($1) }
      : combined(y, x) { $0.subtractingReportingOverflow($1) }
    sum.isNegative = isLarger ? a.isNegative : b.isNegative
    return sum
  }

  private func padded(to count: Int) -> [UInt64] {
    words + [UInt64](repeating: 0, count: count - words.count)
  }

  /// The result of the operation word by word, with carry or borrow.
  private static func combined(
    _ x: [UInt64], _ y: [UInt64],
    _ operation: (UInt64, UInt64) -> (partialValue: UInt64, overflow: Bool)
  ) -> [UInt64] {
    var carry: UInt64 = 0
    return zip(x, y).map { first, second in
      let one = operation(first, second)
      let other = operation(one.partialValue, carry)
      carry = (one.overflow ? 1 : 0) + (other.overflow ? 1 : 0)
      return other.partialValue
    }
  }

  /// The nearest number of double precision to the quotient; from the middle the even one.
  func divided(by divisor: UInt64) -> Double {
    var rest: UInt64 = 0
    var quotient: [UInt64] = []
    // Two words more than there are: the quotient of a short number has bits enough.
    for word in words.reversed() + [0, 0] {
      let step = divisor.dividingFullWidth((rest, word))
      quotient.append(step.quotient)
      rest = step.remainder
    }
    let magnitude = Self.rounded(quotient, isInexact: rest != 0)
    return isNegative && magnitude != 0 ? -magnitude : magnitude
  }

  /// - Parameter quotient: the highest word first; the lowest bit counts 2⁻¹³²⁸.
  private static func rounded(_ quotient: [UInt64], isInexact: Bool) -> Double {
    guard let first = quotient.firstIndex(where: { $0 != 0 }) else { return 0 }
    let shift = UInt64(quotient[first].leadingZeroBitCount)
    let next = first + 1 < quotient.count ? quotient[first + 1] : 0
    let top = quotient[first] << shift | (shift == 0 ? 0 : next >> (64 - shift))
    // The highest bit of all counts 2^exponent.
    let exponent = (quotient.count - first) * 64 - Int(shift) - 1 + lowestExponent - 128
    guard exponent >= -1_075 else { return 0 }
    let kept = UInt64(min(53, exponent + 1_075))
    let dropped = top << kept
    let isMore =
      isInexact || next << shift != 0 || quotient.dropFirst(first + 2).contains { $0 != 0 }
    let half: UInt64 = 1 << 63
    var bits = top >> (64 - kept)
    let isOdd = bits & 1 == 1
    if dropped > half || dropped == half && (isMore || isOdd) { bits += 1 }
    return Glibc.scalbn(Double(bits), Int32(exponent + 1 - Int(kept)))
  }
}
