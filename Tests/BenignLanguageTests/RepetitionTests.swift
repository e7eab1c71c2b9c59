// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import BenignLanguage

struct RepetitionTests {
  /// How the time grew for one pair of pieces.
  private struct Growth {
    let pair: String
    /// Of the length, in the time; 1 is linear.
    let exponent: Double
    let time: Duration
  }

  /// Where times are measured, a second cell repeats the pair 8 times as often.
  @Test("a cell that repeats two pieces without end is answered by everything that reads cells")
  func repetition() {
    var growths: [Growth] = []
    for (index, pair) in Self.pairs.enumerated() {
      guard FuzzRun.isMeasured else {
        _ = Self.time(pair, count: 80, seed: UInt64(index))
        continue
      }
      let short = (0..<3).map { _ in Self.time(pair, count: 1_000, seed: UInt64(index)) }.min()
      let long = (0..<3).map { _ in Self.time(pair, count: 8_000, seed: UInt64(index)) }.min()
      guard let short, let long else { continue }
      growths.append(Growth(pair: pair, exponent: log2(long / short) / 3, time: long))
    }
    if FuzzRun.isMeasured { Self.report(growths.sorted { $0.exponent > $1.exponent }) }
  }

  private static let pairs = CellProbe.pieces.flatMap { first in
    CellProbe.pieces.map { first + $0 }
  }

  private static func time(_ pair: String, count: Int, seed: UInt64) -> Duration {
    let cell = String(repeating: pair, count: count)
    var generator = CellGenerator(seed: seed)
    return ContinuousClock().measure { CellProbe.probe(cell, &generator, seed) }
  }

  private static func report(_ growths: [Growth]) {
    print("repeated pairs: \(growths.count), time against length to the power of, at most:")
    for growth in growths.prefix(5) {
      let exponent = (growth.exponent * 100).rounded() / 100
      print("  \(exponent) for \(PlainText.quoted(growth.pair)), \(growth.time.microseconds) µs")
    }
    print("  \((growths[growths.count / 2].exponent * 100).rounded() / 100) in the median")
  }
}
