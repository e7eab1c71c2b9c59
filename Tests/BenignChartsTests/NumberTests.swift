// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@testable import BenignCharts

@Suite("Numbers")
struct NumberTests {
  @Test("written exactly read back the same", arguments: 0..<2_000)
  func roundTrip(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let value = Double(bitPattern: rng.next())
    guard value.isFinite else { return }
    #expect(Double(NumberFormat.exact(value)) == value, "seed \(seed)")
    #expect(DecimalNumber(value).value == value, "seed \(seed)")
  }

  @Test("have one spelling")
  func spelling() {
    let expected: [(Double, String)] = [
      (0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (0.1, "0.1"), (1e-5, "0.00001"),
      (1e-8, "1e-8"),
      (1.25e-300, "1.25e-300"), (.leastNonzeroMagnitude, "5e-324"), (1e15, "1000000000000000"),
      (1e16, "1e16"),
      (1.797_693_134_862_315_7e308, "1.7976931348623157e308"), (123_456.789, "123456.789"),
    ]
    for (value, text) in expected { #expect(NumberFormat.exact(value) == text) }
  }

  @Test("are readable for people")
  func readable() {
    let expected: [(Double, String)] = [
      (1.905e-4, "1.91×10⁻⁴"), (1e-300, "10⁻³⁰⁰"), (-0.02, "−0.02"), (12_345, "12\u{202F}300"),
      (999.96, "1000"), (0.099_96, "0.1"), (.infinity, "∞"), (.nan, "nan"),
      (1e6, "1\u{202F}000\u{202F}000"),
    ]
    for (value, text) in expected { #expect(NumberFormat.readable(value) == text) }
  }

  @Test("in pixels have at most two decimals")
  func pixels() {
    let expected: [(Double, String)] = [
      (0, "0"), (12.5, "12.5"), (12.05, "12.05"), (-0.004, "0"), (-1.204, "-1.2"), (299.999, "300"),
    ]
    for (value, text) in expected { #expect(NumberFormat.pixels(value) == text) }
  }

  @Test("have logarithms right to 1e-15, and powers to 1e-14", arguments: 0..<500)
  func logarithms(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let x = rng.anyMagnitude().magnitude
    let expected = Glibc.log10(x)
    #expect((Logarithm.log10(x) - expected).magnitude <= 1e-15 * max(1, expected.magnitude), "\(x)")
    #expect((Logarithm.power(expected) / Glibc.pow(10, expected) - 1).magnitude < 1e-14, "\(x)")
  }
}
