// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// Leaps against the explicit steps that they replace.
struct LeapTests {
  static let cases: [TrainingCase] = [
    .init(rate: 2e-4), .init(loss: .logistic, rate: 2e-4),
    .init(flip: 0.1, gamma: 0.6, rate: 2e-4),
    .init(loss: .logistic, flip: 0.1, gamma: 0.6, rate: 2e-4),
    .init(mean: 8, rate: 1e-3, seed: 2), .init(loss: .logistic, mean: 8, rate: 1e-2, seed: 3),
    .init(reduction: .mean, rate: 1e-2), .init(rate: 5e-5, seed: 4),
  ]

  @Test("a leap ends where explicit steps end", arguments: cases)
  func agreesWithExplicitSteps(_ sample: TrainingCase) throws {
    let start = try sample.experiment()
    var leapt = start
    var walked = start
    let settings = { (leap: Bool) in
      DescentSettings(
        steps: 100_000, learningRate: .fixed(sample.rate), loss: sample.loss,
        reduction: sample.reduction, leap: leap)
    }
    let report = try leapt.descend(settings(true), hooks: RunHooks())
    _ = try walked.descend(settings(false), hooks: RunHooks())
    #expect(report.leaptSteps > 90_000, "\(report)")
    #expect(report.leaptSteps + report.explicitSteps == 100_000)
    let difference = try largestMarginDifference(leapt, walked)
    #expect(difference < 2e-9, "\(difference) with \(report.end.leapError) estimated")
    #expect(
      difference < 20 * report.end.leapError, "\(difference) with \(report.end.leapError) estimated"
    )
    #expect(report.end.leapError < 1e-8)
    #expect(leapt.step == walked.step)
    #expect(abs(leapt.time - walked.time) <= 1e-9 * walked.time)
  }

  @Test("a leap that moved nothing has no error, one that moved some has one")
  func errorOfLeapsTaken() throws {
    var leapt = 0
    for (seed, steps) in [(1, 400), (1, 4_000), (2, 400), (2, 4_000)] as [(UInt64, Double)] {
      // Its pattern stands still for a while, and yet is not certain.
      var experiment = try makeExperiment(
        points: 150, dimension: 3000, flip: 0.1, neurons: 8, seed: seed)
      let report = try experiment.descend(DescentSettings(steps: steps), hooks: RunHooks())
      #expect((report.leaptSteps == 0) == (report.end.leapError == 0))
      if report.leaptSteps > 0 { leapt += 1 }
    }
    #expect((1...3).contains(leapt))
  }

  @Test("ten to the thirty steps end, and the angle falls like 1/ln t")
  func farLeap() throws {
    var experiment = try makeExperiment()
    var angles: [(Double, Double)] = []
    for target in [1e6, 1e12, 1e18, 1e24, 1e30] {
      let report = try experiment.descend(
        DescentSettings(steps: target - experiment.step, learningRate: .fixed(2e-4)),
        hooks: RunHooks())
      #expect(report.ending == .steps)
      #expect(report.explicitSteps < 3_000)
      let misalignment = try #require(report.misalignment)
      angles.append((target, misalignment))
    }
    // 1 − cos ≍ C/(ln t)²: the product is steady within a factor that tends to 1.
    let products = angles.map { $0.1 * log($0.0) * log($0.0) }
    for (a, b) in zip(products, products.dropFirst()) { #expect((0.5...2).contains(a / b)) }
    #expect(experiment.step == 1e30)
  }

  @Test("until is located to the step inside a leap", arguments: [1e-3, 3e-5, 1e-6])
  func untilInsideLeap(loss: Double) throws {
    let start = try makeExperiment()
    let hooks = RunHooks(
      until: StopCondition { source in
        if case .number(let value) = try source.value(of: .loss) { return value < loss }
        return false
      })
    var leapt = start
    let report = try leapt.descend(
      DescentSettings(steps: nil, learningRate: .fixed(2e-3)), hooks: hooks)
    #expect(report.ending == .until)
    #expect(report.leaptSteps > 0)
    if loss < 1e-5 { return }
    var walked = start
    let explicit = try walked.descend(
      DescentSettings(steps: nil, learningRate: .fixed(2e-3), leap: false), hooks: hooks)
    #expect(report.end.step == explicit.end.step)
  }

  @Test("a motion that goes back goes the same way again, and counts the same errors")
  func goingBack() throws {
    let experiment = try makeExperiment()
    let problem = try #require(experiment.problem)
    let state = try #require(experiment.training)
    var motion = DescentMotion(
      state, of: problem, learningRate: 2e-3, settings: DescentSettings(steps: 1e9),
      stop: .never)
    while motion.clock < 2_000 { _ = try motion.advance(to: 2_000) }
    var again = motion
    while motion.clock < 1e7 { _ = try motion.advance(to: 1e7) }
    while again.clock < 1e7 { _ = try again.advance(to: 1e7) }
    #expect(motion.error == again.error && motion.error > 0)
    #expect(motion.margins == again.margins)
  }

  @Test("hinge leaps end where explicit steps end", arguments: UInt64(1)...6)
  func hingeEvents(seed: UInt64) throws {
    let start = try makeExperiment(flip: seed % 2 == 0 ? 0.1 : 0, gamma: 0.5, seed: seed)
    var leapt = start
    var walked = start
    let settings = { (leap: Bool) in
      DescentSettings(steps: 20_000, learningRate: .fixed(1e-6), loss: .hinge, leap: leap)
    }
    let report = try leapt.descend(settings(true), hooks: RunHooks())
    _ = try walked.descend(settings(false), hooks: RunHooks())
    #expect(report.leaptSteps > 10_000, "\(report)")
    let difference = try largestMarginDifference(leapt, walked)
    #expect(difference < 1e-9)
  }

  private func largestMarginDifference(_ a: Experiment, _ b: Experiment) throws -> Double {
    guard case .vector(let u) = try a.value(of: .scores),
      case .vector(let v) = try b.value(of: .scores)
    else { return .infinity }
    return zip(u, v).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
