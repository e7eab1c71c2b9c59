// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import BenignCore

struct PowerSumTests {
  @Test(
    "a sum of powers agrees with adding them to 1e-12",
    arguments: [-20.0, -3, -2, -1.5, -1.000001, -1, -0.999999, -0.5, -1e-9, 0, 0.5, 1, 2, 7, 20])
  func agreesWithAddition(power: Double) {
    for (first, last) in [
      (1.0, 1.0), (1, 63), (1, 500), (1, 100_000), (77, 30_000), (5000, 90_001),
    ] {
      // Small terms first, with Kahan's correction.
      let terms = stride(from: first, through: last, by: 1).map { pow($0, power) }.sorted()
      var (sum, lost) = (0.0, 0.0)
      for term in terms {
        let corrected = term - lost
        let next = sum + corrected
        lost = (next - sum) - corrected
        sum = next
      }
      let value = PowerSum.sum(power: power, from: first, through: last)
      #expect(abs(value / sum - 1) < 1e-12, "\(first) … \(last): \(value), \(sum)")
    }
  }

  @Test("sums over 10¹⁵ terms have their closed forms")
  func manyTerms() {
    let p = 1e15
    let harmonic = log(p) + 0.577_215_664_901_532_86 + 1 / (2 * p)
    #expect(abs(PowerSum.sum(power: -1, from: 1, through: p) / harmonic - 1) < 1e-14)
    let basel = Double.pi * Double.pi / 6 - 1 / p
    #expect(abs(PowerSum.sum(power: -2, from: 1, through: p) / basel - 1) < 1e-14)
    #expect(abs(PowerSum.sum(power: 1, from: 1, through: p) / (p * (p + 1) / 2) - 1) < 1e-14)
  }

  @Test(
    "moments of a power law agree with those of its eigenvalues as blocks to 1e-12",
    arguments: [0.3, 1, 1.7, 4])
  func moments(exponent: Double) {
    let p = 3000
    let blocks = (1...p).map {
      Covariance.Block(eigenvalue: pow(Double($0), -exponent), multiplicity: 1)
    }
    for direction in [Mixture.MeanDirection.spread, .axis(17)] {
      var mixture = Mixture(
        points: 5, dimension: Double(p), meanNorm: 3, covariance: .powerLaw(exponent: exponent),
        meanDirection: direction, noiseLevel: 0.7)
      let fast = MixtureMoments(mixture)
      mixture.covariance = .blocks(blocks)
      let plain = MixtureMoments(mixture)
      for (a, b) in [
        (fast.trace, plain.trace), (fast.traceOfSquare, plain.traceOfSquare),
        (fast.alongMean, plain.alongMean), (fast.largestAlongMean, plain.largestAlongMean),
        (fast.bayesDistance, plain.bayesDistance), (fast.rho, plain.rho),
        (fast.signal, plain.signal),
      ] { #expect(abs(a / b - 1) < 1e-12) }
    }
  }

  @Test("bins cover the spectrum once, keep its trace, and hold only what lies within e^ε")
  func bins() {
    for (exponent, p) in [(0.1, 1e9), (1, 1e8), (1, 0x1p53), (3, 1e12), (50, 1e10)] {
      let blocks = SpectrumBins.blocks(exponent: exponent, dimension: p)
      #expect(blocks.count < 10_000)
      #expect(blocks.reduce(0) { $0 + $1.multiplicity } == p)
      #expect(blocks.prefix(64).allSatisfy { $0.multiplicity == 1 })
      let trace = blocks.reduce(0) { $0 + $1.eigenvalue * $1.multiplicity }
      #expect(abs(trace / PowerSum.sum(power: -exponent, from: 1, through: p) - 1) < 1e-12)
      var first = 1.0
      for block in blocks.dropLast() {
        let ratio = exponent * log((first + block.multiplicity - 1) / first)
        #expect(ratio <= SpectrumBins.logRatio + 1e-12)
        first += block.multiplicity
      }
    }
  }
}
