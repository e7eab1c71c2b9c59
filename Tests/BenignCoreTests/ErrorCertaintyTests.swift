// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// How well errors are known, and that they are right at the ends of every range.
struct ErrorCertaintyTests {
  @Test(
    "the wrong part of a line hardly changes from γ = 1e-13 to 1e-300, whatever the line",
    arguments: UInt64(1)...200)
  func smallSlopes(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .testPoints)
    let m = 1 + Int(seed % 7)
    let outer = (0..<m).map { $0 % 2 == 0 ? 1.0 : -1 }
    // Every second line is increasing, and neurons of one sign may share their kink but for rounding.
    let delta = outer.map { (seed % 2 == 0 ? $0 : 1) * abs(random.normal()) }
    let kinks = [random.normal(), random.normal()]
    let offsets = delta.indices.map {
      -delta[$0] * (seed % 3 == 0 ? kinks[$0 % 2] : random.normal())
    }
    for label in [1.0, -1] {
      let masses = try [1e-13, 1e-300].map { slope in
        var line = Line(delta: delta, outer: outer, slope: slope)
        line.place(at: offsets)
        return exp(try line.logWrongMass(label: label, stop: .never))
      }
      #expect(abs(masses[0] - masses[1]) < 1e-8, "seed \(seed), label \(label): \(masses)")
    }
  }

  @Test("the error of a trained network hardly changes from γ = 1e-12 to 1e-17 and beyond")
  func trainedWithSmallSlopes() throws {
    for initial in [0, 1e-2] {
      let errors = try [1e-12, 1e-16, 1e-17, 1e-20].map { gamma in
        var experiment = try makeExperiment(
          points: 20, dimension: 400, mean: 3, neurons: 8, gamma: gamma, initial: initial)
        _ = try experiment.descend(
          DescentSettings(steps: 200, learningRate: .automatic, leap: false), hooks: RunHooks())
        return try #require(
          try experiment.error()[.testError])
      }
      #expect(errors.allSatisfy { abs($0 / errors[0] - 1) < 1e-6 }, "init \(initial): \(errors)")
    }
  }

  @Test(
    "an interval at low precision covers the error in at least nine of ten of 200 seeds",
    arguments: [(3.0, 1e-2, 5e-4), (12, 3e-2, 0.02)])
  func coverage(mean: Double, initial: Double, precise: Double) throws {
    var covered = 0
    for seed in UInt64(1)...200 {
      var experiment = try makeExperiment(
        points: 20, dimension: 400, mean: mean, neurons: 8, gamma: 0.5, initial: initial,
        seed: seed)
      _ = try experiment.descend(
        DescentSettings(steps: 100, learningRate: .fixed(1e-3), leap: false), hooks: RunHooks())
      let (problem, state) = try experiment.requireTraining()
      let sampling = LineSampling(problem, state)
      let rough = TestError(
        try sampling.estimate(precision: 0.5, seed: seed, stop: .never))
      let fine = try sampling.estimate(precision: precise, seed: seed + 1000, stop: .never)
      let truth = exp(fine.logError)
      if rough.low <= truth, truth <= rough.high { covered += 1 }
    }
    #expect(covered >= 180, "\(covered) of 200")
  }

  @Test("the Bayes error is right where its sums overflow, and where they underflow")
  func bayes() {
    // √(μᵀΣ⁻¹μ)/σ, by mpmath with 50 digits.
    for (mean, exponent, dimension, direction, level, distance) in [
      (3.0, 100.0, 2000.0, Mixture.MeanDirection.spread, 1.0, 3.403_453_330_299_307e164),
      (1e-150, 100, 2000, .spread, 1, 1.134_484_443_433_102_3e14),
      (1e-300, 100, 0x1p53, .spread, 1e300, 5.337_376_297_501_697e196),
      (1e-300, 100, 2000, .axis(1999), 1e-285, 1.125_899_906_842_624e150),
      (4, 0, 2000, .spread, 1e300, 4e-300),
    ] {
      let mixture = Mixture(
        points: 10, dimension: dimension, meanNorm: mean,
        covariance: .powerLaw(exponent: exponent), meanDirection: direction, noiseLevel: level)
      let found = MixtureMoments(mixture).bayesDistance
      #expect(abs(found / distance - 1) < 1e-12, "\(mixture): \(found)")
    }
  }

  @Test("no sum over a spectrum is anything but a number", arguments: [0.0, 0.5, 1, 3, 30, 100])
  func sums(exponent: Double) {
    for dimension in [1.0, 2, 70, 2000, 1e9, 0x1p53] {
      for mean in [0.0, 1e-300, 1e-8, 1, 1e300] {
        for level in [1e-300, 1, 1e300] {
          for direction in [Mixture.MeanDirection.spread, .axis(dimension - 1)] {
            let mixture = Mixture(
              points: 10, dimension: dimension, meanNorm: mean,
              covariance: .powerLaw(exponent: exponent), meanDirection: direction,
              noiseLevel: level)
            let moments = MixtureMoments(mixture)
            let numbers = [
              moments.rho, moments.signal, moments.bayesDistance, moments.trace,
              moments.effectiveDimension, BayesError.logPair(moments.bayesDistance, 0.5),
            ]
            #expect(!numbers.contains { $0.isNaN }, "\(mixture)")
          }
        }
      }
    }
  }

  @Test("limit, predicted and test error do not depend on the scale of the data and of the network")
  func scales() throws {
    let plain = try errors(Mixture(points: 10, dimension: 200, meanNorm: 4, seed: 1))
    for scale in [1e-100, 1e-8, 1e8, 1e60] {
      let scaled = try errors(
        Mixture(points: 10, dimension: 200, meanNorm: 4 * scale, noiseLevel: scale, seed: 1))
      for (a, b) in zip(plain, scaled) { #expect(abs(b / a - 1) < 1e-9, "noise \(scale)") }
    }
    for initial in [1e-300, 1e-160, 1e160, 1e300] {
      let scaled = try errors(
        Mixture(points: 10, dimension: 200, meanNorm: 4, seed: 1), initial: initial)
      for (a, b) in zip(plain, scaled) { #expect(abs(b / a - 1) < 1e-9, "init \(initial)") }
    }
    for outer in [1e-100, 1e100] {
      let scaled = try errors(
        Mixture(points: 10, dimension: 200, meanNorm: 4, seed: 1), outer: outer)
      for (a, b) in zip(plain, scaled) { #expect(abs(b / a - 1) < 1e-9, "outer \(outer)") }
    }
  }

  private func errors(
    _ mixture: Mixture, initial: Double = 1, outer: Double? = nil
  ) throws -> [Double] {
    var experiment = Experiment()
    try experiment.define(mixture, stop: .never)
    try experiment.define(
      NetworkDefinition(
        neurons: 4, negativeSlope: 0.5, initialDeviation: initial, outerWeight: outer, seed: 1),
      stop: .never)
    let report = try experiment.error()
    return try [report[.testError], report[.limitError], report[.predictedError]].map {
      try #require($0)
    }
  }

  @Test("an error whose noise has no variance as a Double has no value, and neither 0 nor 1")
  func representable() throws {
    for level in [1e-300, 1e-200, 1e-170] {
      let experiment = try extremeExperiment(mean: 4, level: level)
      let report = try experiment.error()
      #expect(report[.testError] == nil && report[.limitError] == nil, "noise \(level)")
    }
    for level in [1e170, 1e300] {
      #expect(throws: CoreError.self, "noise \(level)") {
        _ = try extremeExperiment(mean: 4, level: level)
      }
    }
  }

  @Test("noise orthogonal to μ in its only dimension leaves no error at all")
  func withoutNoise() throws {
    var experiment = Experiment()
    for (points, dimension, axis) in [(1, 1.0, 0.0), (3, 1, 0)] {
      try experiment.define(
        Mixture(
          points: points, dimension: dimension, meanNorm: 3, meanDirection: .axis(axis),
          isOrthogonal: true), stop: .never)
      try experiment.define(
        NetworkDefinition(neurons: 1, negativeSlope: 0.5), stop: .never)
      #expect(try experiment.value(of: .limitError) == .number(0))
      #expect(try experiment.value(of: .log10LimitError) == .number(-.infinity))
      #expect(try experiment.value(of: .bayesError) == .number(0))
    }
  }

  @Test("none of N streamed points is below 3/N where they are independent, and more where not")
  func noneOfMany() throws {
    for (noise, most) in [
      (Noise.rademacher, 1.0), (.uniform, 1), (.student(degreesOfFreedom: 20), 1),
      (.student(degreesOfFreedom: 2.5), 128),
    ] {
      let mixture = Mixture(noise: noise, points: 30, dimension: 3000, meanNorm: 20, seed: 2)
      let report = try TestPointTests.trained(mixture).error(
        precision: 0.01, samples: 100_000, stop: .never)
      guard report[.testError] == 0, let samples = report[.samples],
        let high = report[.testErrorHigh]
      else {
        #expect(noise == .student(degreesOfFreedom: 2.5), "\(report)")
        continue
      }
      #expect(report[.testErrorLow] == 0 && report[sample: .limitError]?.low == 0)
      let ratio = high * samples / 3
      #expect(ratio > 0.99 && ratio <= most * 1.01, "\(noise): \(high)")
      #expect(report.answers[.verdict]?.value == .text("benign"))
      #expect(report[.log10LimitError] == nil)
    }
  }

  @Test("a verdict needs its whole interval on one side of the thresholds")
  func verdicts() throws {
    func word(_ low: Double, _ high: Double, bayes: Double?, train: Double = 0) -> String? {
      try? Verdict(trainError: train, test: low...high, bayes: bayes.map { $0...$0 }).rawValue
    }
    #expect(word(0.001, 0.009, bayes: 0) == "benign")
    #expect(word(0.009, 0.011, bayes: 0) == nil)
    #expect(word(0.02, 0.09, bayes: 0) == "tempered")
    #expect(word(0.09, 0.11, bayes: 0) == nil)
    #expect(word(0.11, 0.2, bayes: 0) == "harmful")
    #expect(word(0, 0.2, bayes: 0, train: 0.1) == "not interpolating")
    #expect(word(0.49, 0.51, bayes: 0.5) == "chance" && word(0.485, 0.495, bayes: 0.48) == nil)
    #expect(word(0, 0.009, bayes: nil) == "benign" && word(0.2, 0.3, bayes: nil) == nil)
    #expect(throws: VerdictGap.unknownBayesError) {
      _ = try Verdict(trainError: 0, test: 0.2...0.3, bayes: nil)
    }
    #expect(throws: VerdictGap.noTestError) {
      _ = try Verdict(trainError: 0, test: nil, bayes: 0...0)
    }
    let none = try makeExperiment(mean: 0)
    #expect(try none.value(of: .bayesError) == .number(0.5))
  }
}

/// Conditions where numbers end.
struct ConditionTests {
  @Test("a condition without a finite value neither holds nor fails, and says why")
  func undecided() throws {
    for (mean, level) in [(1e-160, 1e-160), (1e-300, 1e-200), (1e-200, 1e-300), (4, 1)] {
      let experiment = try extremeExperiment(mean: mean, level: level)
      let answers = try experiment.conditions(stop: .never)
      for answer in answers where answer.condition.name != "moments" {
        #expect(answer.value.map { $0.isFinite } ?? true, "\(answer)")
        if answer.value == nil { #expect(answer.holds == nil, "\(answer)") }
      }
      let words = answers.count { $0.source.contains("undecided") }
      #expect(mean == 4 && level == 1 ? words == 0 : words >= 3, "μ = \(mean), σ = \(level)")
    }
    for (mean, level) in [(1e160, 1.0), (4, 1e160), (1e300, 1e300)] {
      #expect(throws: CoreError.self, "μ = \(mean), σ = \(level)") {
        _ = try extremeExperiment(mean: mean, level: level)
      }
    }
  }
}

/// Ten points in 200 dimensions and an untrained network.
private func extremeExperiment(mean: Double, level: Double) throws -> Experiment {
  var experiment = Experiment()
  try experiment.define(
    Mixture(points: 10, dimension: 200, meanNorm: mean, noiseLevel: level), stop: .never)
  try experiment.define(NetworkDefinition(neurons: 4, negativeSlope: 0.5), stop: .never)
  return experiment
}
