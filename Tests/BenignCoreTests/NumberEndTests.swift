// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCore

@Suite("Numbers without a place among the integers, or with one far out")
struct NumberEndTests {
  @Test("the whole part of a number ends where the integers do")
  func wholePart() {
    #expect([2.9, -2.9, -0.0, 0x1p53, .nan].map { Int(saturating: $0) } == [2, -2, 0, 1 << 53, 0])
    #expect([0x1p63, 1e300, .infinity].allSatisfy { Int(saturating: $0) == .max })
    #expect([-0x1p64, -1e300, -.infinity].allSatisfy { Int(saturating: $0) == .min })
    #expect(UInt64(saturating: 0x1p63) == 1 << 63 && UInt64(saturating: -1) == 0)
    #expect(UInt8(saturating: 255.9) == 255 && UInt8(saturating: 256) == .max)
  }

  @Test(
    "a product whose steps leave the doubles is found, and one with 0 or infinity is what it is")
  func wideProducts() {
    #expect(WideProduct.quotient([1e300, 1e300], by: [1e300, 1e300]) == 1)
    let least = Double.leastNonzeroMagnitude
    #expect(WideProduct.quotient([least, least], by: [least]) == least)
    #expect(WideProduct.quotient([1], by: [0]) == .infinity)
    #expect(WideProduct.quotient([0], by: [least]) == 0)
    #expect(WideProduct.quotient([1e300, 2], by: [.infinity]) == 0)
    #expect(WideProduct.quotient([2, 0, .infinity], by: [1]).isNaN)
  }
}
