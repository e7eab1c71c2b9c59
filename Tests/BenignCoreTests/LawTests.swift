// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// The law of the convergent direction, as far as it needs no second program; `Tests/Reference/test_law.py` has one.
struct LawTests {
  private func law(
    _ mixture: Mixture, gamma: Double = 0.5, positive: Int = 4
  ) throws -> DirectionLaw {
    try DirectionLaw(
      mixture, NetworkDefinition(neurons: 8, negativeSlope: gamma, positiveNeurons: positive))
  }

  @Test("moments of the excess are right on both sides of the place where the formula changes")
  func excess() {
    // By mpmath with 40 digits.
    for (t, mean, square) in [
      (-10.0, 7.474_560_254_589_328e-25, 1.452_927_695_711_980_3e-25),
      (-2.6, 1.463_880_372_016_866_2e-3, 8.550_990_564_748_966_7e-4),
      (0.0, 0.398_942_280_401_432_68, 0.5),
      (3.0, 3.000_382_154_317_047_7, 9.999_796_564_919_513_1),
    ] {
      let found = NormalExcess(t)
      #expect(abs(found.mean / mean - 1) < 2e-14, "\(t): \(found.mean)")
      #expect(abs(found.square / square - 1) < 2e-14, "\(t): \(found.square)")
    }
    let (near, beyond) = (NormalExcess(-2.5), NormalExcess((-2.5).nextDown))
    #expect(abs(near.square / beyond.square - 1) < 5e-14)
    #expect(abs(near.mean / beyond.mean - 1) < 5e-14)
  }

  @Test("with signs exchanged the law is the same, and with one sign only it exists")
  func signs() throws {
    let mixture = Mixture(points: 100, dimension: 300, meanNorm: 3, flip: 0.05)
    for (a, b) in [(2, 6), (0, 8), (1, 7)] {
      let (first, second) = try (law(mixture, positive: a), law(mixture, positive: b))
      #expect(abs(first.logError / second.logError - 1) < 1e-9)
      #expect(abs(first.margin / second.margin - 1) < 1e-9)
      #expect(abs(first.inconsistentShare - second.inconsistentShare) < 1e-9)
    }
  }

  @Test("the deeper the error, the more it is a number: 1e-300 and below")
  func depth() throws {
    let deep = try law(Mixture(points: 100, dimension: 1000, meanNorm: 45))
    #expect(deep.logError < -690 && deep.logError > -1013)
  }

  @Test("a definition alone decides: a sweep over predictions draws no data")
  func definitions() {
    for quantity in [
      Quantity.predictedError, .predictedMargin, .predictedSeparable, .boundExponent,
    ] {
      #expect(quantity.followsFromDefinitions)
    }
    #expect(!Quantity.boundConstant.followsFromDefinitions)
  }
}
