// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import TestSupport
import Testing

@testable import BenignCore

/// Streamed test points against points that are drawn one by one in R^p.
struct TestPointTests {
  typealias Case = SamplingLawTests.Case

  static func dot(_ u: [Double], _ v: [Double]) -> Double {
    zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func statistics(
    fresh: [Double], points: [[Double]], neurons: [[Double]], mean: [Double]
  ) -> [Double] {
    let along = dot(fresh, mean)
    return [
      along, dot(fresh, points[0]),
      dot(fresh, points[0]) * dot(fresh, points[1]),
      dot(fresh, points[1]) * dot(points[1], points[2]), dot(fresh, neurons[0]),
      dot(fresh, neurons[0]) * dot(fresh, neurons[1]),
      dot(fresh, neurons[0]) * dot(points[0], neurons[0]),
      dot(fresh, neurons[1]) * dot(neurons[0], neurons[1]),
      dot(fresh, points[2]) + dot(fresh, neurons[0]) + along,
    ].map(SamplingLawTests.rounded)
  }

  static func streamed(_ sample: Case, seed: UInt64) throws -> [Double] {
    var mixture = sample.mixture
    mixture.seed = seed
    let design = try StreamTests.design(mixture, neurons: sample.neurons, seed: seed &+ 5000)
    guard case .streamed(let source) = design.test else {
      Issue.record("no streamed points")
      return []
    }
    let family = Int(seed) % 5
    let noise = try source.noise(of: family..<family + 1, workers: 1, stop: .never)
    let mean = try #require(design.means.first)
    // Any member of any family is a point; this takes another one each time.
    let fresh = noise.row(Int(seed) % TestStream.members)
    let points = zip((0..<mixture.points).map { design.points.row($0) }, design.cleanLabels).map {
      point, label in zip(point, mean).map { $0 - label * $1 }
    }
    return statistics(
      fresh: fresh, points: points, neurons: (0..<sample.neurons).map { design.neurons.row($0) },
      mean: mean)
  }

  static func full(_ sample: Case, _ generator: inout PlainGenerator) -> [Double] {
    let mixture = sample.mixture
    let (eigenvalues, mean) = (sample.eigenvalues, sample.mean)
    let p = eigenvalues.count
    let noise = (0...mixture.points).map { _ in
      let vector = eigenvalues.map {
        mixture.noiseLevel * $0.squareRoot()
          * SamplingLawTests.plainNumber(mixture.noise, &generator)
      }
      guard mixture.isOrthogonal else { return vector }
      let along = dot(vector, mean) / pow(mixture.meanNorm, 2)
      return zip(vector, mean).map { $0 - along * $1 }
    }
    let neurons = (0..<sample.neurons).map { _ in (0..<p).map { _ in generator.normal() } }
    return statistics(
      fresh: noise[mixture.points], points: Array(noise[..<mixture.points]), neurons: neurons,
      mean: mean)
  }

  @Test(
    "a streamed point meets points, neurons and mean as it does in R^p (Kolmogorov–Smirnov)",
    arguments: SamplingLawTests.otherLaws)
  func lawsAgree(sample: Case) throws {
    try KolmogorovSmirnov.expectSameLaws(draws: 1000, seed: 77) {
      Self.full(sample, &$0)
    } fast: {
      try Self.streamed(sample, seed: $0)
    }
  }

  @Test(
    "members of a family are uncorrelated, whatever the number of coordinates to a group",
    arguments: [30.0, 500, 3000])
  func members(dimension: Double) throws {
    let mixture = Mixture(noise: .uniform, points: 3, dimension: dimension, meanNorm: 1, seed: 3)
    let design = try StreamTests.design(mixture)
    guard case .streamed(let source) = design.test else {
      Issue.record("no streamed points")
      return
    }
    let noise = try source.batch(0, workers: 1, stop: .never).noise
    let values = LinearAlgebra.product(noise, design.points.row(0))
    let scale = design.gram[0, 0]
    var sum = 0.0
    for family in 0..<32 {
      for member in stride(from: 0, to: 64, by: 2) {
        sum += values[64 * family + member] * values[64 * family + member + 1] / scale
      }
    }
    // Of 1,024 products of variance about 1, four standard deviations.
    #expect(abs(sum) < 4 * 32)
  }

  /// Trained from W(0) = 0, so that W is a combination of the points and known in R^p.
  static func trained(_ mixture: Mixture) throws -> Experiment {
    var experiment = Experiment()
    try experiment.define(mixture, stop: .never)
    try experiment.define(
      NetworkDefinition(
        neurons: 6, negativeSlope: 0.3, positiveNeurons: 2, initialDeviation: 0, seed: 2),
      stop: .never)
    _ = try experiment.descend(
      DescentSettings(steps: 300, learningRate: .fixed(1e-2), loss: .logistic), hooks: RunHooks())
    return experiment
  }

  @Test(
    "test and limit error agree with plain points in R^p, within four standard errors",
    arguments: [
      Mixture(
        noise: .student(degreesOfFreedom: 3), points: 20, dimension: 400, meanNorm: 2.5, flip: 0.1,
        seed: 5),
      Mixture(noise: .rademacher, points: 10, dimension: 50, meanNorm: 2, seed: 6),
      Mixture(
        noise: .uniform, points: 15, dimension: 300, meanNorm: 2,
        covariance: SamplingLawTests.blocks([(3, 20), (0.5, 280)]), noiseLevel: 0.9, seed: 7),
      Mixture(
        noise: .pareto(tail: 3), points: 12, dimension: 200, meanNorm: 0.5,
        covariance: .powerLaw(exponent: 0.7), seed: 8),
    ])
  func errorsAgree(mixture: Mixture) throws {
    let experiment = try Self.trained(mixture)
    let report = try experiment.error(precision: 1e-4, samples: 100_000)
    let (problem, state) = try experiment.requireTraining()
    let solved = try #require(try experiment.solvedDirection(stop: .never))
    // x_i in R^p.
    let p = Int(saturating: mixture.dimension)
    let eigenvalues = Case("", dimension: mixture.dimension, covariance: mixture.covariance)
      .eigenvalues
    var points = try RowStream(noiseOf: mixture).matrix(of: 0..<p, stop: .never)
    let entry = mixture.meanNorm / Double(p).squareRoot()
    for column in 0..<p {
      for row in 0..<points.rows {
        points[row, column] *= mixture.noiseLevel * eigenvalues[column].squareRoot()
        points[row, column] += problem.design.cleanLabels[row] * entry
      }
    }
    let weights = LinearAlgebra.product(state.coefficients, points, .first)
    let boundary = LinearAlgebra.product(
      points, solved.direction.boundaryCoefficients(in: problem), .first)
    let outer = (0..<6).map { problem.network.outerWeight * problem.network.sign(ofNeuron: $0) }
    var generator = PlainGenerator(seed: 4)
    let draws = 4000
    var wrong = (network: 0, limit: 0)
    for _ in 0..<draws {
      let label = generator.uniform() < 0.5 ? 1.0 : -1
      let x = eigenvalues.map {
        label * entry + mixture.noiseLevel * $0.squareRoot()
          * SamplingLawTests.plainNumber(mixture.noise, &generator)
      }
      let h = LinearAlgebra.product(weights, x)
      let value = zip(h, outer).reduce(0) { $0 + $1.1 * max($1.0, 0.3 * $1.0) }
      wrong.network += label * value <= 0 ? 1 : 0
      wrong.limit += label * Self.dot(boundary, x) <= 0 ? 1 : 0
    }
    #expect(report.answers[.method]?.value == .text("streamed"))
    #expect(report[.bayesError] == nil && report[.excessError] == nil)
    let test = try #require(report[.testError])
    let limit = try #require(report[.limitError])
    for (fast, count) in [(test, wrong.network), (limit, wrong.limit)] {
      let share = Double(count) / Double(draws)
      // The streamed estimate's own error is far smaller.
      let spread = (max(share, 0.005) / Double(draws)).squareRoot() * 4 + 0.1 * share
      #expect(abs(fast - share) < spread, "\(fast), \(share)")
    }
    let low = try #require(report[.testErrorLow])
    let high = try #require(report[.testErrorHigh])
    #expect(low < test && test < high && high - low < 0.3 * test)
    #expect(report[.observedError] == mixture.flip + (1 - 2 * mixture.flip) * test)
  }

  @Test("streamed Gaussian points have the error of the closed form")
  func gaussianErrors() throws {
    let mixture = Mixture(points: 20, dimension: 2000, meanNorm: 4, seed: 3)
    let network = NetworkDefinition(neurons: 4, negativeSlope: 0.3, seed: 3)
    let layout = BlockLayout(
      mixture, blocks: [Covariance.Block(eigenvalue: 1, multiplicity: 2000)], rows: 24,
      mostExplicit: 100)
    let noise = try StreamedNoise(mixture, layout: layout, workers: 1, stop: .never)
    var rows = Matrix(rows: 20, columns: layout.dimension)
    noise.place(in: &rows, layout: layout)
    var neurons = Matrix(rows: 4, columns: layout.dimension)
    try ReducedSampler(seed: 3, purpose: .neurons).fill(
      &neurons, after: 20, block: 0, layout.parts[0], stop: .never)
    let design = try DesignRows(
      noise: rows, neurons: neurons, meanDirections: layout.meanDirections,
      variances: layout.variances
    ).design(of: mixture, stop: .never)
    let problem = TrainingProblem(design: design, network: network)
    let solved = try #require(try problem.solvedDirection(stop: .never))
    let boundary = solved.direction.linearBoundary(in: problem)
    let exact = try #require(ClosedForms.linearError(boundary: boundary, design: design)).share
    let source = StreamedTestPoints(
      mixture, stream: TestStream(mixture, layout: layout), coordinates: .blocks(noise, layout),
      meanDirections: layout.meanDirections)
    let estimate = try source.error(
      of: .linear(boundary), centres: design.centres,
      effort: SampledError.Effort(precision: 0.02, samples: 1_000_000, workers: 2),
      stop: .never)
    #expect(abs(estimate.share / exact - 1) < 0.08, "\(estimate), \(exact)")
  }

  @Test("streamed points are the same for any number of threads, and kept once streamed")
  func threads() throws {
    let mixture = Mixture(
      noise: .student(degreesOfFreedom: 2.5), points: 12, dimension: 70_000, meanNorm: 3,
      covariance: SamplingLawTests.blocks([(2, 50), (1, 69_950)]), seed: 2)
    let batches = try [1, 3].map { workers in
      guard case .streamed(let source) = try StreamTests.design(mixture).test else {
        throw CoreError.notReady(.data)
      }
      _ = try source.batch(1, workers: workers, stop: .never)
      // What is kept needs no second stream, which would ask whether to stop.
      return try source.batch(1, workers: workers, stop: StopSignal { true })
    }
    #expect(batches[0].noise == batches[1].noise)
  }

  @Test("an estimate uses no more points than allowed, and fewer once it is precise")
  func effort() throws {
    let experiment = try Self.trained(
      Mixture(noise: .uniform, points: 10, dimension: 300, meanNorm: 1.5, seed: 4))
    for samples in [1000, 5000, 40_000] {
      let report = try experiment.error(precision: 1e-4, samples: samples)
      let used = try #require(report[.samples])
      #expect(used <= Double(samples) && used > Double(samples) / 2)
    }
    let rough = try experiment.error(precision: 0.2, samples: 1_000_000)
    #expect(try #require(rough[.samples]) < 20_000)
    #expect(throws: CoreError.interrupted) {
      try Self.trained(
        Mixture(noise: .uniform, points: 10, dimension: 100_000, meanNorm: 1.5, seed: 4)
      ).error(precision: 1e-4, samples: 1_000_000, stop: .after(21))
    }
  }
}

struct IntervalTests {
  /// How many of the intervals hold the truth, as a share of all.
  private static func covered(
    _ truth: Double, draws: Int, by interval: () -> ShareInterval
  ) -> Double {
    let covered = (0..<draws).count { _ in
      let interval = interval()
      return interval.low <= truth && truth <= interval.high
    }
    return Double(covered) / Double(draws)
  }

  @Test(
    "the exact interval covers the truth in at least 94 % of samples, and not always",
    arguments: [(0.5, 30), (0.1, 100), (0.01, 400), (0.9, 50), (0.5, 8000)])
  func coverage(share: Double, trials: Int) {
    var generator = PlainGenerator(seed: 3)
    let covered = Self.covered(share, draws: 4000) {
      let wrong = (0..<trials).count { _ in generator.uniform() < share }
      return ShareInterval(share: Double(wrong) / Double(trials), trials: Double(trials))
    }
    #expect((0.94...0.995).contains(covered))
  }

  @Test("the interval's ends are Clopper's and Pearson's, for none and for all the rule of three's")
  func closedForms() {
    let none = ShareInterval(share: 0, trials: 10)
    let all = ShareInterval(share: 1, trials: 10)
    // 1 − 0.05^(1/10); then quantiles of the beta law by SciPy.
    #expect(none.low == 0 && abs(none.high - 0.258_865_550_893_052_3) < 1e-15)
    #expect(all.high == 1 && abs(all.low - 0.741_134_449_106_947_7) < 1e-15)
    for (seen, trials, low, high) in [
      (1.0, 10.0, 0.002_528_578_544_461_784_8, 0.445_016_117_028_195_4),
      (3.5, 1000, 0.000_845_634_801_829_834_6, 0.009_482_830_612_347_292),
      (20, 1e5, 0.000_122_169_339_689_990_97, 0.000_308_866_962_631_143_1),
    ] {
      let interval = ShareInterval(share: seen / trials, trials: trials)
      #expect(abs(interval.low / low - 1) < 1e-10 && abs(interval.high / high - 1) < 1e-10)
      let mirrored = ShareInterval(share: 1 - seen / trials, trials: trials)
      #expect(abs(mirrored.low + interval.high - 1) < 1e-10)
    }
  }

  @Test(
    "the interval over families covers the truth when their members depend on each other",
    arguments: [(0.3, 1.0), (0.3, 30), (0.05, 3), (0.002, 1), (0.0001, 0.05)])
  func families(share: Double, concentration: Double) {
    // A family's share is share·c-beta-like: a mixture of 0 and gammas scaled to the mean, cut at 1.
    var generator = PlainGenerator(seed: 8)
    let covered = Self.covered(share, draws: 1000) {
      var tally = FamilyTally()
      for _ in 0..<300 {
        let isBad = generator.uniform() < min(1, concentration * share.squareRoot())
        let own = isBad ? share / min(1, concentration * share.squareRoot()) : 0
        tally.add((0..<64).map { _ in generator.uniform() - own }[...])
      }
      return ShareInterval(share: tally.share, trials: tally.effectivePoints)
    }
    #expect(covered > 0.92)
  }
}

extension LimitDirection {
  /// c (n) with w̄ = Σ_i c_i x_i.
  fileprivate func boundaryCoefficients(in problem: TrainingProblem) -> [Double] {
    let positive = problem.network.positiveShare
    return zip(coefficients[0], coefficients[1]).map { positive * $0 + (1 - positive) * $1 }
  }
}
