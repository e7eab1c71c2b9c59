// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Tests of Kolmogorov and Smirnov at level 1e-4 each: √(−ln(½·1e-4)/2) = 2.2252.
enum KolmogorovSmirnov {
  static let critical = 2.2252
  /// For nine statistics of the same draws, at level 1e-4 together: √(−ln(½·1e-4/9)/2).
  static let criticalOfNine = 2.4597

  /// √N·sup|F_N − F|, below `critical` with probability 1 − 1e-4 if the sample has the distribution function F.
  static func statistic(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
    let sorted = sample.sorted()
    let count = Double(sorted.count)
    var largest = 0.0
    for (index, value) in sorted.enumerated() {
      let expected = distribution(value)
      largest = max(largest, expected - Double(index) / count, Double(index + 1) / count - expected)
    }
    return largest * count.squareRoot()
  }

  /// √(N₁N₂/(N₁+N₂))·sup|F₁ − F₂| of two samples; ties count once.
  static func statistic(_ first: [Double], _ second: [Double]) -> Double {
    let a = first.sorted()
    let b = second.sorted()
    var (i, j) = (0, 0)
    var largest = 0.0
    while i < a.count, j < b.count {
      let value = min(a[i], b[j])
      while i < a.count, a[i] <= value { i += 1 }
      while j < b.count, b[j] <= value { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    let size = Double(a.count * b.count) / Double(a.count + b.count)
    return largest * size.squareRoot()
  }

  /// That nine statistics have the same laws in draws of two kinds.
  static func expectSameLaws(
    draws: Int, seed: UInt64, plain: (inout PlainGenerator) -> [Double],
    fast: (_ seed: UInt64) throws -> [Double]
  ) rethrows {
    var generator = PlainGenerator(seed: seed)
    let first = (0..<2 * draws).map { _ in plain(&generator) }
    let second = try (0..<draws).map { try fast(UInt64($0)) }
    for index in 0..<9 {
      let statistic = statistic(first.map { $0[index] }, second.map { $0[index] })
      #expect(statistic < criticalOfNine, "statistic \(index)")
    }
  }
}

/// A generator that shares nothing with the core's, for the plain side of a comparison.
struct PlainGenerator {
  private var bits: SplitMix64

  init(seed: UInt64) {
    bits = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1)
  }

  mutating func next() -> UInt64 { bits.next() }

  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }
}
