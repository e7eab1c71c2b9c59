// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// Errors against closed forms and against plain sampling.
struct ErrorTests {
  /// With W(0) = 0 the neurons of one sign stay equal, and sign f = sign⟨w̄, x⟩: the error is a Φ at any depth.
  @Test("line sampling is right at every depth", arguments: [1.0, 4, 10, 25, 60], [nil, 3])
  func agreesWithClosedForm(mean: Double, positive: Int?) throws {
    var experiment = try makeExperiment(mean: mean, positive: positive, initial: 0)
    _ = try experiment.descend(
      DescentSettings(steps: 300, learningRate: .automatic, leap: false), hooks: RunHooks())
    let (problem, state) = try experiment.requireTraining()
    let weights = problem.weights(of: state)
    let split = problem.network.positiveNeurons
    let share = problem.network.positiveShare
    let boundary = (0..<weights.columns).map {
      share * weights[0, $0] - (1 - share) * weights[split, $0]
    }
    let mu = try #require(problem.design.means.first)
    let signal = PlainNetwork.dot(boundary, mu)
    let deviation = zip(boundary, problem.design.variances).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      .squareRoot()
    let exact = NormalDistribution.logCDF(-signal / deviation)
    let estimate = try experiment.lineEstimate(precision: 0.005, stop: .never)
    #expect(
      abs(estimate.logError - exact) < 5 * 0.005 + 1e-9 * abs(exact),
      "ln \(estimate.logError), exact \(exact)")
  }

  @Test("line sampling agrees with plain sampling of test points", arguments: UInt64(1)...4)
  func agreesWithPlainSampling(seed: UInt64) throws {
    var experiment = try makeExperiment(
      points: 20, dimension: 200, mean: 1.5, flip: 0.1, neurons: 8, initial: 0.3, seed: seed)
    _ = try experiment.descend(
      DescentSettings(steps: 50, learningRate: .fixed(1e-3), leap: false), hooks: RunHooks())
    let plain = try PlainNetwork(experiment)
    let snapshot = try experiment.snapshot()
    var stream = RandomStream(seed: seed + 100, purpose: .testPoints)
    let samples = 40_000
    var wrong = 0
    for _ in 0..<samples {
      let y: Double = stream.next() >> 63 == 0 ? 1 : -1
      let point = snapshot.mean.indices.map {
        y * snapshot.mean[$0] + snapshot.variances[$0].squareRoot() * stream.normal()
      }
      if plain.output(point) * y <= 0 { wrong += 1 }
    }
    let share = Double(wrong) / Double(samples)
    let deviation = (share * (1 - share) / Double(samples)).squareRoot()
    let estimate = try experiment.lineEstimate(precision: 0.005, stop: .never)
    // Five standard errors of the difference.
    let reach = 5 * (deviation * deviation + pow(0.005 * share, 2)).squareRoot()
    #expect(abs(exp(estimate.logError) - share) < reach, "\(exp(estimate.logError)) \(share)")
  }

  @Test("ln Φ is right from 0.5 down to 1e-198 and beyond")
  func logNormal() {
    // mpmath: log(ncdf(x)) to 17 digits.
    let known: [(Double, Double)] = [
      (0, -0.693147180559945309), (-1, -1.84102164500926351), (-5, -15.0649983939887257),
      (-10, -53.2312851505124706), (-19.999, -203.897106116797065),
      (-20.001, -203.937205622934201), (-30, -454.321243956343197),
      (-100, -5005.52420869420509), (2, -0.0230129093289634885), (6, -9.86587645524375732e-10),
    ]
    for (x, value) in known {
      #expect(abs(NormalDistribution.logCDF(x) / value - 1) < 1e-13, "\(x)")
    }
  }

  @Test("the reference's Bayes error is Φ(−6), and orthogonal noise has none")
  func bayes() throws {
    var experiment = try makeExperiment(points: 20, dimension: 4000, mean: 6)
    let bayes = try #require(try number(.bayesError, experiment))
    #expect(abs(bayes / 9.865876450376981e-10 - 1) < 1e-12)
    try experiment.define(
      Mixture(points: 20, dimension: 4000, meanNorm: 6, isOrthogonal: true), stop: .never)
    #expect(try number(.bayesError, experiment) == 0)
  }

  @Test(
    "with and without flips the prediction is near the limit error's median", arguments: [0.0, 0.1])
  func meanField(flip: Double) throws {
    var logs: [Double] = []
    var predicted = 0.0
    for seed in UInt64(1)...30 {
      let experiment = try makeExperiment(
        points: 60, dimension: 20_000, mean: 8, flip: flip, neurons: 20, gamma: 0.6, seed: seed)
      if let value = try number(.log10LimitError, experiment) { logs.append(value) }
      predicted = try number(.log10PredictedError, experiment) ?? 0
    }
    logs.sort()
    #expect(logs.count == 30)
    #expect(abs(logs[15] / predicted - 1) < 0.1, "\(logs[15]) \(predicted)")
  }

  private func number(_ quantity: Quantity, _ experiment: Experiment) throws -> Double? {
    if case .number(let value) = try experiment.value(of: quantity) { return value }
    return nil
  }
}
