// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// The core's coordinates against vectors that are drawn one by one in R^p.
struct SamplingLawTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let mixture: Mixture
    var neurons = 2
    var testDescription: String { name }

    init(
      _ name: String, noise: Noise = .gaussian, points: Int = 3, dimension: Double,
      covariance: Covariance = .isotropic, mean: Mixture.MeanDirection = .spread,
      level: Double = 1, isOrthogonal: Bool = false, neurons: Int = 2
    ) {
      self.name = name
      self.neurons = neurons
      mixture = Mixture(
        noise: noise, points: points, dimension: dimension, meanNorm: 1.5, covariance: covariance,
        meanDirection: mean, noiseLevel: level, isOrthogonal: isOrthogonal)
    }

    /// μ (p).
    var mean: [Double] {
      let p = Int(saturating: mixture.dimension)
      guard case .axis(let axis) = mixture.meanDirection else {
        return [Double](repeating: mixture.meanNorm / Double(p).squareRoot(), count: p)
      }
      return (0..<p).map { Double($0) == axis ? mixture.meanNorm : 0 }
    }

    /// λ_j, j = 0 … p − 1.
    var eigenvalues: [Double] {
      let p = Int(saturating: mixture.dimension)
      switch mixture.covariance.spectrum(dimension: mixture.dimension) {
      case .blocks(let blocks):
        return blocks.flatMap {
          [Double](repeating: $0.eigenvalue, count: Int(saturating: $0.multiplicity))
        }
      case .powerLaw(let exponent): return (1...p).map { pow(Double($0), -exponent) }
      }
    }
  }

  static func blocks(_ pairs: [(Double, Double)]) -> Covariance {
    .blocks(pairs.map { Covariance.Block(eigenvalue: $0.0, multiplicity: $0.1) })
  }

  static let cases = [
    Case("isotropic", dimension: 30),
    Case("isotropic, p < n", points: 6, dimension: 2, neurons: 3),
    Case("isotropic, p = 1", dimension: 1),
    Case("blocks", dimension: 20, covariance: blocks([(4, 3), (1, 10), (0.1, 7)]), level: 0.8),
    Case("a single eigenvalue", dimension: 13, covariance: blocks([(9, 1), (1, 12)])),
    Case(
      "single eigenvalues only", points: 4, dimension: 3,
      covariance: blocks([(2, 1), (1, 1), (0.5, 1)])),
    Case("axis in a block", dimension: 12, covariance: blocks([(3, 4), (0.5, 8)]), mean: .axis(6)),
    Case(
      "axis that is a block", dimension: 9, covariance: blocks([(3, 1), (1, 8)]), mean: .axis(0)),
    Case("orthogonal", dimension: 12, covariance: blocks([(3, 4), (0.5, 8)]), isOrthogonal: true),
    Case("power law, small p", dimension: 40, covariance: .powerLaw(exponent: 1), level: 1.3),
    Case("power law, streamed", dimension: 110, covariance: .powerLaw(exponent: 0.7)),
    Case("power law, p < n", points: 7, dimension: 4, covariance: .powerLaw(exponent: 2)),
    Case("power law, axis", dimension: 100, covariance: .powerLaw(exponent: 1), mean: .axis(3)),
    Case(
      "power law, orthogonal", dimension: 100, covariance: .powerLaw(exponent: 1),
      isOrthogonal: true),
    Case(
      "many blocks, of which only products are kept", dimension: 60,
      covariance: blocks((0..<30).map { (1 / Double($0 + 1), 2) })),
  ]

  /// Noise of other laws, in blocks that keep their coordinates (at most 2n + 64 of them) and in larger ones.
  static let otherLaws = [
    Case("signs, large block", noise: .rademacher, dimension: 80),
    Case("laplace, small block", noise: .laplace, dimension: 40),
    Case("uniform, small block", noise: .uniform, dimension: 30, level: 1.2),
    Case("student, large block", noise: .student(degreesOfFreedom: 3), dimension: 90),
    Case("pareto, large block", noise: .pareto(tail: 2.5), dimension: 100, mean: .axis(7)),
    Case(
      "uniform, small and large blocks", noise: .uniform, dimension: 105,
      covariance: blocks([(4, 3), (2, 1), (0.5, 80), (1, 21)])),
    Case(
      "signs, orthogonal", noise: .rademacher, dimension: 85,
      covariance: blocks([(0.5, 80), (2, 5)]), isOrthogonal: true),
    Case("uniform, p < n", noise: .uniform, points: 6, dimension: 3),
    Case(
      "student, power law, streamed", noise: .student(degreesOfFreedom: 3), dimension: 110,
      covariance: .powerLaw(exponent: 0.6)),
    Case(
      "uniform, power law, small p", noise: .uniform, dimension: 20,
      covariance: .powerLaw(exponent: 1)),
  ]

  /// Nine numbers, in which points, neurons, mean and Σ all occur.
  static func statistics(
    points: [[Double]], neurons: [[Double]], mean: [Double], variances: [Double], labels: [Double]
  ) -> [Double] {
    func dot(_ u: [Double], _ v: [Double]) -> Double {
      zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func form(_ u: [Double], _ v: [Double]) -> Double {
      zip(variances, zip(u, v)).reduce(0) { $0 + $1.0 * $1.1.0 * $1.1.1 }
    }
    let noise = zip(points, labels).map { point, label in zip(point, mean).map { $0 - label * $1 } }
    return [
      dot(noise[0], noise[0]), dot(noise[0], noise[1]) * dot(noise[1], noise[2]),
      dot(noise[2], mean),
      dot(noise[1], neurons[0]), dot(neurons[0], neurons[0]), dot(neurons[0], neurons[1]),
      form(neurons[1], neurons[1]), form(neurons[0], mean) + form(neurons[0], noise[2]),
      dot(noise[0], neurons[1]) * dot(noise[2], neurons[1]) + dot(neurons[0], mean),
    ].map(rounded)
  }

  /// To eight digits after the point: noise of signs and noise orthogonal to μ have statistics with few values, equal up to rounding.
  static func rounded(_ value: Double) -> Double { (value * 1e8).rounded() / 1e8 }

  static func reduced(_ sample: Case, seed: UInt64) throws -> [Double] {
    var mixture = sample.mixture
    mixture.seed = seed
    var experiment = Experiment()
    try experiment.define(
      NetworkDefinition(
        neurons: sample.neurons, negativeSlope: 0.5, initialDeviation: 1, seed: seed &+ 7_000_000),
      stop: .never)
    try experiment.define(mixture, stop: .never)
    let snapshot = try experiment.snapshot()
    return statistics(
      points: (0..<mixture.points).map { snapshot.points.row($0) },
      neurons: (0..<sample.neurons).map { snapshot.weights.row($0) }, mean: snapshot.mean,
      variances: snapshot.variances, labels: snapshot.clean)
  }

  static func plainNumber(_ noise: Noise, _ generator: inout PlainGenerator) -> Double {
    let nu = noise.parameter
    return switch noise.law.word {
    case "gaussian": generator.normal()
    case "rademacher": generator.uniform() < 0.5 ? -1 : 1
    case "uniform": 3.0.squareRoot() * (2 * generator.uniform() - 1)
    case "laplace":
      (generator.uniform() < 0.5 ? 1 : -1) * log(generator.uniform()) / 2.0.squareRoot()
    case "student":
      // Normal over √(χ²_ν/ν), ν whole.
      generator.normal()
        / ((0..<Int(saturating: nu)).reduce(0) { sum, _ in sum + pow(generator.normal(), 2) }
        / (nu - 2))
        .squareRoot()
    case "pareto":
      ((nu - 2) / nu).squareRoot() * pow(generator.uniform(), -1 / nu)
        * (generator.uniform() < 0.5 ? -1 : 1)
    default: .nan
    }
  }

  static func full(_ sample: Case, _ generator: inout PlainGenerator) -> [Double] {
    let mixture = sample.mixture
    let (eigenvalues, mean) = (sample.eigenvalues, sample.mean)
    let p = eigenvalues.count
    let labels = (0..<mixture.points).map { _ in generator.uniform() < 0.5 ? 1.0 : -1 }
    let points = labels.map { label in
      var noise = eigenvalues.map {
        mixture.noiseLevel * $0.squareRoot() * plainNumber(mixture.noise, &generator)
      }
      if mixture.isOrthogonal {
        let along = zip(noise, mean).reduce(0) { $0 + $1.0 * $1.1 } / pow(mixture.meanNorm, 2)
        noise = zip(noise, mean).map { $0 - along * $1 }
      }
      return zip(noise, mean).map { $0 + label * $1 }
    }
    let neurons = (0..<sample.neurons).map { _ in (0..<p).map { _ in generator.normal() } }
    return statistics(
      points: points, neurons: neurons, mean: mean,
      variances: eigenvalues.map { $0 * pow(mixture.noiseLevel, 2) }, labels: labels)
  }

  @Test(
    "nine statistics have the law that they have in R^p (Kolmogorov–Smirnov)",
    arguments: cases + otherLaws)
  func lawsAgree(sample: Case) throws {
    try KolmogorovSmirnov.expectSameLaws(draws: 1500, seed: 99) {
      Self.full(sample, &$0)
    } fast: {
      try Self.reduced(sample, seed: $0)
    }
  }
}
