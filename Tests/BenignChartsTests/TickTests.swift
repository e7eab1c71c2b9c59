// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import BenignCharts

@Suite("Ticks")
struct TickTests {
  @Test(
    "lie within the axis, increase strictly and are at most as many as asked for",
    arguments: 0..<400)
  func bounds(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let log = seed % 2 == 0
    let ends: [Double]
    if log {
      ends = [rng.anyMagnitude().magnitude, rng.anyMagnitude().magnitude]
    } else {
      // Near each other as often as far apart.
      let first = rng.anyMagnitude()
      let second = seed % 4 == 1 ? first * (1 + rng.uniform(1e-8...3)) : rng.anyMagnitude()
      ends = [first, second]
    }
    var domain = Domain(mapping: log ? .log : .linear)
    domain.include(ends)
    let scale = domain.scale(margin: 0.05)
    for most in 2...8 {
      let ticks = Ticks(for: scale, most: most)
      let values = ticks.major.map(\.value)
      #expect(values.count <= most, "seed \(seed), \(scale)")
      #expect(values.allSatisfy(scale.contains), "seed \(seed), \(scale): \(values)")
      #expect(ticks.minor.allSatisfy(scale.contains), "seed \(seed), \(scale)")
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed): \(values)")
      #expect(Set(ticks.major.map(\.label)).count == values.count, "seed \(seed): \(ticks.major)")
      if most >= 5 { #expect(values.count >= 2, "seed \(seed), most \(most), \(scale)") }
    }
  }

  @Test("of decades are 1, 10, 100 and powers with superscripts")
  func decades() {
    let scale = AxisScale(mapping: .log, low: 1, high: 1e6)
    #expect(
      Ticks(for: scale, most: 8).major.map(\.label) == [
        "1", "10", "100", "10³", "10⁴", "10⁵", "10⁶",
      ])
    let tiny = AxisScale(mapping: .log, low: 1e-300, high: 1)
    #expect(Ticks(for: tiny, most: 4).major.map(\.label) == ["10⁻³⁰⁰", "10⁻²⁰⁰", "10⁻¹⁰⁰", "1"])
  }

  @Test("within one decade are 1, 2 and 5, or what fits")
  func withinDecade() {
    let scale = AxisScale(mapping: .log, low: 0.15, high: 3)
    #expect(Ticks(for: scale, most: 8).major.map(\.label) == ["0.2", "0.5", "1", "2"])
    let narrow = AxisScale(mapping: .log, low: 20, high: 21)
    #expect(Ticks(for: narrow, most: 3).major.map(\.label) == ["20.0", "20.5", "21.0"])
  }

  @Test("on a linear axis are alike: as many decimals each, or all with a power of ten")
  func alike() {
    let labels = { (low: Double, high: Double) in
      Ticks(for: AxisScale(mapping: .linear, low: low, high: high), most: 5).major.map(\.label)
    }
    #expect(
      labels(0, 1) == ["0", "0.5", "1.0"] || labels(0, 1) == ["0", "0.25", "0.50", "0.75", "1.00"])
    #expect(labels(-2, 2) == ["−2", "−1", "0", "1", "2"])
    #expect(
      labels(0, 20_000) == ["0", "5\u{202F}000", "10\u{202F}000", "15\u{202F}000", "20\u{202F}000"])
    #expect(labels(0, 4e-7) == ["0", "10⁻⁷", "2×10⁻⁷", "3×10⁻⁷", "4×10⁻⁷"])
  }

  @Test("of counts are whole")
  func whole() {
    let scale = AxisScale(mapping: .linear, low: 0, high: 2)
    #expect(Ticks(for: scale, most: 8, whole: true).major.map(\.label) == ["0", "1", "2"])
  }
}
