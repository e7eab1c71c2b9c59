// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import BenignLanguage

struct RepetitionTests {
  /// Where times are measured, they are compared with those of cells that repeat the pair 8 times as often, and the steepest
  /// once more with cells 64 times as long: what another program's work stretched is not steep there.
  @Test("a cell that repeats two pieces without end is answered by everything that reads cells")
  func repetition() {
    guard FuzzRun.isMeasured else {
      for pair in Self.pairs { _ = Self.time(pair, count: 80) }
      return
    }
    let growths = Self.pairs.map { Growth($0, from: 1_000) }.sorted { $0.exponent > $1.exponent }
    print("\(growths.count) repeated pairs: time goes with length to the power of")
    print("  \(growths[growths.count / 2].shownExponent) in the median, 1,000 to 8,000 times")
    for growth in growths.prefix(5) {
      let further = Growth(growth.pair, from: 8_000)
      print(
        "  \(growth.shownExponent) for \(PlainText.quoted(growth.pair)),",
        "and \(further.shownExponent) from 8,000 to 64,000 times, \(further.time.microseconds) µs")
    }
  }

  private static let pairs = CellProbe.pieces.flatMap { first in
    CellProbe.pieces.map { first + $0 }
  }

  /// The least of three.
  fileprivate static func time(_ pair: String, count: Int) -> Duration {
    let cell = String(repeating: pair, count: count)
    let times = (0..<(FuzzRun.isMeasured ? 3 : 1)).map { round in
      var generator = CellGenerator(seed: UInt64(round))
      return ContinuousClock().measure { CellProbe.probe(cell, &generator, UInt64(round)) }
    }
    return times.min() ?? .zero
  }
}

/// How the time grows for one pair of pieces.
private struct Growth {
  let pair: String
  /// Of the length, in the time; 1 is linear.
  let exponent: Double
  /// Of the longer cell.
  let time: Duration

  init(_ pair: String, from count: Int) {
    self.pair = pair
    let short = RepetitionTests.time(pair, count: count)
    time = RepetitionTests.time(pair, count: 8 * count)
    exponent = log2(time / short) / 3
  }

  /// To a hundredth.
  var shownExponent: Double { (exponent * 100).rounded() / 100 }
}
