// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import TestSupport
import Testing

@testable import BenignCore

/// Streamed rows against the same rows written out.
struct StreamTests {
  static let kinds: [Noise] = [
    .gaussian, .rademacher, .uniform, .laplace, .student(degreesOfFreedom: 2.5),
    .pareto(tail: 2.2),
  ]

  static func design(
    _ mixture: Mixture, neurons: Int? = 3, workers: Int = 1, seed: UInt64 = 5
  ) throws -> Design {
    let network = neurons.map {
      NetworkDefinition(neurons: $0, negativeSlope: 0.5, initialDeviation: 1, seed: seed)
    }
    return try DesignSampler(mixture: mixture, network: network, workers: workers).sample(
      known: nil, stop: .never
    ).design
  }

  /// X written out: the points' noise from the stream, times Σ^{½}, plus the means.
  static func explicitGram(_ mixture: Mixture, eigenvalue: (Int) -> Double) throws -> Matrix {
    let stream = RowStream(
      groups: [
        RowStream.Group(
          noise: mixture.noise, seed: mixture.seed, purpose: .noise, count: mixture.points)
      ], dimension: Int(saturating: mixture.dimension), means: MeanRows(mixture))
    var points = try stream.matrix(of: 0..<stream.dimension, stop: .never)
    let labels = LabelSampler(mixture).sample().clean
    let entry = mixture.meanNorm / mixture.dimension.squareRoot()
    for column in 0..<points.columns {
      var mean = entry
      if case .axis(let index) = mixture.meanDirection {
        mean = Double(column) == index ? mixture.meanNorm : 0
      }
      for row in 0..<points.rows {
        points[row, column] *= eigenvalue(column).squareRoot()
        points[row, column] += labels[row] * mean
      }
    }
    return LinearAlgebra.gram(points)
  }

  static func distance(_ a: Matrix, _ b: Matrix) -> Double {
    var largest = 0.0
    for j in 0..<a.columns {
      for i in 0..<a.rows {
        largest = max(largest, abs(a[i, j] - b[i, j]) / (a[i, i] * a[j, j]).squareRoot())
      }
    }
    return largest
  }

  @Test("the streamed Gram matrix is that of the rows written out, for every law", arguments: kinds)
  func grams(noise: Noise) throws {
    let blocks = [(4.0, 700.0), (1, 1), (2, 1), (0.3, 40), (0.1, 2000)]
    for direction in [Mixture.MeanDirection.spread, .axis(3), .axis(700), .axis(2500)] {
      let mixture = Mixture(
        noise: noise, points: 7, dimension: 2742, meanNorm: 5,
        covariance: SamplingLawTests.blocks(blocks), meanDirection: direction, seed: 3)
      let spectrum = blocks.flatMap { [Double](repeating: $0.0, count: Int(saturating: $0.1)) }
      if noise != .gaussian {
        let explicit = try Self.explicitGram(mixture) { spectrum[$0] }
        #expect(Self.distance(explicit, try Self.design(mixture).gram) < 1e-13)
      }
      var powerLaw = mixture
      powerLaw.covariance = .powerLaw(exponent: 0.8)
      let explicit = try Self.explicitGram(powerLaw) { Double(1 / pow(Double($0 + 1), 0.8)) }
      #expect(Self.distance(explicit, try Self.design(powerLaw).gram) < 1e-13)
    }
  }

  @Test("digits do not depend on the number of threads", arguments: kinds)
  func threads(noise: Noise) throws {
    var mixture = Mixture(noise: noise, points: 9, dimension: 300_001, meanNorm: 5, seed: 8)
    for covariance in [
      Covariance.isotropic, .powerLaw(exponent: 1),
      SamplingLawTests.blocks([(2, 100_000), (1, 200_001)]),
    ] {
      mixture.covariance = covariance
      let alone = try Self.design(mixture, workers: 1)
      for workers in [2, 5] {
        let many = try Self.design(mixture, workers: workers)
        #expect(many.points == alone.points && many.neurons == alone.neurons)
        #expect(many.variances == alone.variances && many.gram == alone.gram)
      }
    }
  }

  @Test(
    "the same seed gives the same labels and noise whatever μ, σ, flips and network are",
    arguments: kinds)
  func seeds(noise: Noise) throws {
    for covariance in [
      Covariance.isotropic, .powerLaw(exponent: 1), SamplingLawTests.blocks([(2, 3), (1, 297)]),
    ] {
      let first = Mixture(
        noise: noise, points: 6, dimension: 300, meanNorm: 0, covariance: covariance, seed: 4)
      var second = first
      second.noiseLevel = 3
      second.flip = 0.5
      let plain = try Self.design(first, neurons: nil)
      let other = try Self.design(second, neurons: 40, seed: 77)
      #expect(plain.cleanLabels == other.cleanLabels)
      #expect(plain.labels == plain.cleanLabels && other.labels != other.cleanLabels)
      #expect(Self.distance(plain.gram.scaled { _, _ in 9 }, other.gram) < 1e-12)
      second.meanNorm = 1e3
      let far = try Self.design(second, neurons: 2)
      // Noise is what is left of a point without its mean.
      var rest = far.points
      let mean = try #require(far.means.first)
      for column in mean.indices {
        for row in 0..<6 { rest[row, column] -= far.cleanLabels[row] * mean[column] }
      }
      #expect(Self.distance(other.gram, LinearAlgebra.gram(rest)) < 1e-9)
    }
  }

  @Test("more flips contain fewer, and half of all labels flip at ½")
  func flips() throws {
    var mixture = Mixture(points: 400, dimension: 10, meanNorm: 1, seed: 2)
    var before = Set<Int>()
    for flip in [0, 0.05, 0.2, 0.5] {
      mixture.flip = flip
      let labels = LabelSampler(mixture).sample()
      let flipped = Set((0..<400).filter { labels.clean[$0] != labels.observed[$0] })
      #expect(before.isSubset(of: flipped))
      #expect(abs(Double(flipped.count) - 400 * flip) <= 4 * (400 * flip * (1 - flip)).squareRoot())
      before = flipped
    }
  }

  @Test("only the rows' products are kept of many blocks, and they are those of all coordinates")
  func compressedBlocks() throws {
    let eigenvalues = (1...60).map { 1 / Double($0) }
    let multiplicities = (0..<60).map { Double($0 % 7 + 1) }
    let blocks = Array(zip(eigenvalues, multiplicities))
    let p = multiplicities.reduce(0, +)
    let mixture = Mixture(
      points: 4, dimension: p, meanNorm: 2, covariance: SamplingLawTests.blocks(blocks),
      noiseLevel: 0.5, seed: 6)
    let network = NetworkDefinition(neurons: 3, negativeSlope: 0.5, seed: 9)
    let small = try Self.design(mixture, neurons: 3, seed: 9)
    #expect(small.points.columns == 8)
    let layout = BlockLayout(
      mixture, blocks: blocks.map { Covariance.Block(eigenvalue: $0.0, multiplicity: $0.1) },
      rows: 7, mostExplicit: 0)
    var noise = Matrix(rows: 4, columns: layout.dimension)
    var neurons = Matrix(rows: 3, columns: layout.dimension)
    for (index, part) in layout.parts.enumerated() {
      try ReducedSampler(seed: 6, purpose: .noise).fill(
        &noise, after: 0, block: index, part, stop: .never)
      try ReducedSampler(seed: network.seed, purpose: .neurons).fill(
        &neurons, after: 4, block: index, part, stop: .never)
      for column in part.range {
        for row in 0..<4 { noise[row, column] *= part.block.eigenvalue.squareRoot() }
      }
    }
    let whole = try DesignRows(
      noise: noise, neurons: neurons, meanDirections: layout.meanDirections,
      variances: layout.variances
    ).design(of: mixture, stop: .never)
    #expect(Self.distance(whole.gram, small.gram) < 1e-13)
    for weights in [[1.0, 0, 0], [0.3, -2, 1]] {
      let a = LinearAlgebra.product(whole.neurons, weights, .first)
      let b = LinearAlgebra.product(small.neurons, weights, .first)
      let form = { (w: [Double], v: [Double]) in zip(w, v).reduce(0) { $0 + $1.0 * $1.0 * $1.1 } }
      #expect(abs(form(a, whole.variances) / form(b, small.variances) - 1) < 1e-12)
    }
  }

  @Test("a power law whose spectrum is binned says so, keeps its trace, and is there at once")
  func binnedPowerLaw() throws {
    var experiment = Experiment()
    try experiment.define(
      NetworkDefinition(neurons: 4, negativeSlope: 0.5), stop: .never)
    var mixture = Mixture(
      points: 20, dimension: 1e12, meanNorm: 1, covariance: .powerLaw(exponent: 0.8), seed: 1)
    try experiment.define(mixture, stop: .never)
    #expect(try experiment.state().approximation?.contains("e^(1/64)") == true)
    let gram = try #require(experiment.design?.gram)
    let trace = MixtureMoments(mixture).trace
    #expect((0..<20).allSatisfy { abs(gram[$0, $0] / trace - 1) < 0.05 })
    mixture.dimension = 1e4
    try experiment.define(mixture, stop: .never)
    #expect(try experiment.state().approximation == nil)
  }

  @Test("an interrupt leaves the experiment as it was, at any moment of the sampling")
  func interrupts() throws {
    for (covariance, moments) in [
      (Covariance.isotropic, [0]), (.powerLaw(exponent: 1), [0, 1, 5, 50]),
    ] {
      var experiment = Experiment()
      try experiment.define(Mixture(points: 5, dimension: 10, meanNorm: 1), stop: .never)
      let before = experiment.design?.gram
      let far = Mixture(points: 200, dimension: 1e5, meanNorm: 1, covariance: covariance)
      for patience in moments {
        #expect(throws: CoreError.interrupted) {
          try experiment.define(far, stop: .after(patience))
        }
      }
      #expect(experiment.design?.gram == before && experiment.mixture?.points == 5)
    }
  }

  @Test("what would take hours is refused before any time or memory is taken")
  func limits() throws {
    for mixture in [
      Mixture(noise: .uniform, points: 1000, dimension: 1e9, meanNorm: 1),
      Mixture(points: 30_000, dimension: 1e5, meanNorm: 1),
      Mixture(points: 9000, dimension: 1e7, meanNorm: 1, covariance: .powerLaw(exponent: 1)),
    ] {
      #expect {
        try Self.design(mixture)
      } throws: { error in
        guard case CoreError.resourceLimit = error else { return false }
        return true
      }
    }
  }

  @Test(
    "bad settings are refused by the name of their key",
    arguments: [
      ("n", Mixture(points: 0, dimension: 5, meanNorm: 1)),
      ("p", Mixture(points: 1, dimension: 5.5, meanNorm: 1)),
      ("p", Mixture(points: 1, dimension: .nan, meanNorm: 1)),
      ("mu", Mixture(points: 1, dimension: 5, meanNorm: -1)),
      ("noise", Mixture(points: 1, dimension: 5, meanNorm: 1, noiseLevel: 0)),
      ("flip", Mixture(points: 1, dimension: 5, meanNorm: 1, flip: 0.6)),
      ("df", Mixture(noise: .student(degreesOfFreedom: 2), points: 1, dimension: 5, meanNorm: 1)),
      ("tail", Mixture(noise: .pareto(tail: .infinity), points: 1, dimension: 5, meanNorm: 1)),
      ("mean", Mixture(points: 1, dimension: 5, meanNorm: 1, meanDirection: .axis(5))),
      ("mean", Mixture(points: 1, dimension: 5, meanNorm: 1, meanDirection: .axis(-1))),
      ("mean", Mixture(points: 1, dimension: 5, meanNorm: 1, meanDirection: .axis(0.5))),
      ("cov", Mixture(points: 1, dimension: 5, meanNorm: 1, covariance: .powerLaw(exponent: -1))),
      ("cov", Mixture(points: 1, dimension: 5, meanNorm: 1, covariance: .blocks([]))),
      (
        "cov",
        Mixture(
          points: 1, dimension: 5, meanNorm: 1, covariance: SamplingLawTests.blocks([(1, 4)]))
      ),
      (
        "cov",
        Mixture(
          points: 1, dimension: 5, meanNorm: 1,
          covariance: SamplingLawTests.blocks([(1, 4), (0, 1)]))
      ),
      (
        "cov",
        Mixture(
          points: 1, dimension: 5, meanNorm: 1,
          covariance: SamplingLawTests.blocks([(1, 4.5), (1, 0.5)]))
      ),
    ])
  func badSettings(key: String, mixture: Mixture) {
    var experiment = Experiment()
    #expect {
      try experiment.define(mixture, stop: .never)
    } throws: { error in
      guard case CoreError.invalid(let named, _) = error else { return false }
      return named == key
    }
  }
}
