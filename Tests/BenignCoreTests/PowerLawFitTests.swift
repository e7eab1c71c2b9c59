// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import BenignCore

@Suite("power laws through means with errors")
struct PowerLawFitTests {
  /// Means of repeats whose relative deviations grow along x, about a law with a bend.
  private func points(
    repeats: Int, count: Int, bend: Double = 0, deviation: Double = 0.1, _ numbers: inout SplitMix64
  ) -> [PowerLawFit.Point] {
    (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      let x = pow(100, share)
      let truth = 1.7 * pow(x, 0.37) * (1 + bend * share * (1 - share))
      let samples = (0..<repeats).map { _ in
        truth * (1 + deviation * (0.5 + 1.5 * share) * normal(&numbers))
      }
      let mean = samples.reduce(0, +) / Double(repeats)
      let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let error = (squares / Double(repeats * (repeats - 1))).squareRoot()
      return .init(x: x, y: mean, error: repeats > 1 ? error : nil)
    }
  }

  private func normal(_ numbers: inout SplitMix64) -> Double {
    let (first, second) = (
      Double.random(in: 0..<1, using: &numbers), Double.random(in: 0..<1, using: &numbers)
    )
    return (-2 * log(1 - first)).squareRoot() * cos(2 * .pi * second)
  }

  @Test(
    "95 % intervals hold the truth in 93 to 97 % of 1,000 draws, and a true law is contradicted in 2.5 to 7 %",
    arguments: [(10, 5), (20, 4), (20, 8), (100, 6)])
  func coverage(repeats: Int, count: Int) throws {
    var numbers = SplitMix64(seed: 7)
    var (exponents, constants, contradicted) = (0, 0, 0)
    for _ in 0..<1_000 {
      let fit = try #require(
        PowerLawFit(points(repeats: repeats, count: count, &numbers), repeats: repeats))
      if (fit.exponent.low...fit.exponent.high).contains(0.37) { exponents += 1 }
      if (fit.constant.low...fit.constant.high).contains(1.7) { constants += 1 }
      if fit.holds == false { contradicted += 1 }
    }
    #expect((930...970).contains(exponents), "\(exponents)")
    #expect((930...970).contains(constants), "\(constants)")
    #expect((25...70).contains(contradicted), "\(contradicted)")
  }

  @Test("of single numbers the scatter gives the interval, and nothing contradicts the law")
  func single() throws {
    var numbers = SplitMix64(seed: 3)
    var held = 0
    for _ in 0..<1_000 {
      let points = (0..<6).map { index in
        let x = pow(3, Double(index))
        return PowerLawFit.Point(x: x, y: 2 / x * exp(0.1 * normal(&numbers)), error: nil)
      }
      let fit = try #require(PowerLawFit(points, repeats: 1))
      #expect(fit.probability == nil && fit.chiSquared == nil && fit.holds == nil)
      if (fit.exponent.low...fit.exponent.high).contains(-1) { held += 1 }
    }
    #expect((930...970).contains(held), "\(held)")
  }

  @Test("a bend is found, and the intervals are widened by it")
  func bent() throws {
    var numbers = SplitMix64(seed: 5)
    let straight = try #require(
      PowerLawFit(points(repeats: 20, count: 8, deviation: 0.02, &numbers), repeats: 20))
    let bent = try #require(
      PowerLawFit(points(repeats: 20, count: 8, bend: 2, deviation: 0.02, &numbers), repeats: 20))
    #expect(straight.holds == true && bent.holds == false)
    #expect(
      bent.exponent.high - bent.exponent.low > 3 * (straight.exponent.high - straight.exponent.low))
    #expect(bent.residuals.count == 8 && bent.degrees == 6)
  }

  @Test(
    "an exact law is found exactly, whatever the sizes", arguments: [1e-300, 1e-9, 1, 1e9, 1e290])
  func exact(size: Double) throws {
    for error in [nil, 1e-3] {
      let points = [1.0, 2, 4, 8, 16].map { x in
        PowerLawFit.Point(x: x, y: size * x * x, error: error.map { $0 * size })
      }
      let fit = try #require(PowerLawFit(points, repeats: 10))
      #expect(abs(fit.exponent.value - 2) < 1e-9)
      #expect(abs(fit.constant.value / size - 1) < 1e-9)
    }
  }

  @Test("fewer than three points, or points of one x, have no law")
  func none() {
    let point = PowerLawFit.Point(x: 2, y: 1, error: 0.1)
    #expect(PowerLawFit([], repeats: 5) == nil)
    #expect(PowerLawFit([point, .init(x: 3, y: 1, error: 0.1)], repeats: 5) == nil)
    #expect(PowerLawFit([point, point, point, point], repeats: 5) == nil)
  }

  @Test(
    "the value of a law at some x has the interval that the constant has where x is measured from there"
  )
  func bands() throws {
    var numbers = SplitMix64(seed: 9)
    for repeats in [1, 12] {
      let points = points(repeats: repeats, count: 6, &numbers)
      let fit = try #require(PowerLawFit(points, repeats: repeats))
      for place in [0.5, 1, 7, 300] {
        let moved = points.map { PowerLawFit.Point(x: $0.x / place, y: $0.y, error: $0.error) }
        let constant = try #require(PowerLawFit(moved, repeats: repeats)).constant
        let value = fit.value(at: place)
        for (one, other) in [
          (value.value, constant.value), (value.low, constant.low), (value.high, constant.high),
        ] { #expect(abs(one - other) <= 1e-9 * other) }
      }
    }
  }
}
