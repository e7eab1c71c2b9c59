// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// Where the mean-field prediction has a value, and that it is right there.
struct PredictionTests {
  static let network = NetworkDefinition(neurons: 8, negativeSlope: 0.5)

  static func gap(_ mixture: Mixture, _ network: NetworkDefinition = network) -> PredictionGap? {
    do throws(PredictionGap) {
      _ = try MeanFieldPrediction(mixture, network)
      return nil
    } catch { return error }
  }

  @Test("noise without a finite fourth moment has no prediction")
  func moments() {
    for noise in [
      Noise.student(degreesOfFreedom: 2.1), .student(degreesOfFreedom: 3),
      .student(degreesOfFreedom: 4), .pareto(tail: 3), .pareto(tail: 4),
    ] {
      let mixture = Mixture(noise: noise, points: 100, dimension: 4000, meanNorm: 8)
      #expect(Self.gap(mixture) == .infiniteFourthMoment, "\(noise)")
    }
  }

  @Test("heavy tails have a prediction down to where one large coordinate is likelier")
  func tails() {
    // The prediction is 0.11 at μ = 2.5, 1e-5 at μ = 5.5.
    for (noise, mean, isKnown) in [
      (Noise.student(degreesOfFreedom: 4.5), 2.5, true),
      (.student(degreesOfFreedom: 4.5), 5.5, true), (.student(degreesOfFreedom: 4.5), 7, false),
      (.student(degreesOfFreedom: 6), 5.5, true), (.student(degreesOfFreedom: 6), 8, false),
      (.student(degreesOfFreedom: 10), 5.5, true), (.student(degreesOfFreedom: 1e6), 8, true),
      (.pareto(tail: 4.5), 2.5, true), (.pareto(tail: 4.5), 8, false), (.gaussian, 8, true),
      (.rademacher, 5.5, true), (.uniform, 5.5, true),
    ] {
      let mixture = Mixture(noise: noise, points: 50, dimension: 1000, meanNorm: mean)
      #expect((Self.gap(mixture) == nil) == isKnown, "\(noise), μ = \(mean)")
    }
  }

  @Test("along one axis the sum of noise that is not Gaussian is not normal")
  func axis() {
    for noise in [Noise.rademacher, .uniform, .student(degreesOfFreedom: 6)] {
      let mixture = Mixture(
        noise: noise, points: 50, dimension: 2000, meanNorm: 8, meanDirection: .axis(0))
      guard case .fewCoordinates(let effective) = Self.gap(mixture) else {
        Issue.record("\(noise)")
        continue
      }
      #expect(effective < 5)
    }
    #expect(
      Self.gap(
        Mixture(points: 50, dimension: 2000, meanNorm: 8, meanDirection: .axis(0))) == nil)
  }

  @Test("few dimensions, and a pattern that contradicts itself, have no prediction")
  func conditions() {
    #expect(
      Self.gap(Mixture(points: 50, dimension: 400, meanNorm: 3)) == .lowDimension(effective: 400))
    #expect(
      Self.gap(
        Mixture(points: 50, dimension: 4000, meanNorm: 60, flip: 0.1),
        NetworkDefinition(neurons: 8, negativeSlope: 0.05)) == .inconsistentPattern)
  }

  @Test(
    "where there is a prediction, the limit error's median over seeds is within a factor of two",
    arguments: [
      Noise.rademacher, .uniform, .student(degreesOfFreedom: 4.5),
      .student(degreesOfFreedom: 6), .pareto(tail: 4.5), .pareto(tail: 10),
    ])
  func agrees(noise: Noise) throws {
    var errors: [Double] = []
    var predicted = 0.0
    for seed in UInt64(1)...9 {
      var experiment = Experiment()
      try experiment.define(
        Mixture(noise: noise, points: 50, dimension: 1000, meanNorm: 3.5, seed: seed),
        stop: .never)
      try experiment.define(Self.network, stop: .never)
      guard case .number(let error) = try experiment.value(of: .limitError),
        case .number(let value) = try experiment.value(of: .predictedError)
      else {
        Issue.record("no value: \(noise), seed \(seed)")
        return
      }
      errors.append(error)
      predicted = value
    }
    errors.sort()
    #expect(errors[4] < 2 * predicted && predicted < 2 * errors[4], "\(errors) \(predicted)")
  }
}
