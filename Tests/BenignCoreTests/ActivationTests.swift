// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// γ = 0 and γ = 1, where a formula for 0 < γ < 1 might divide by nothing.
struct ActivationTests {
  @Test(
    "descent agrees with plain loops over 500 steps", arguments: [0, 1, 1e-300, 1 - 0x1p-53],
    Loss.all.map(\.word))
  func agreesWithPlainLoops(gamma: Double, word: String) throws {
    let loss = try #require(Loss.named(word))
    for initial in [1e-8, 0.05] {
      var experiment = try makeExperiment(flip: 0.1, gamma: gamma, initial: initial, seed: 3)
      var plain = try PlainNetwork(experiment)
      for _ in 0..<500 { plain.step(learningRate: 2e-3, loss: loss) }
      _ = try experiment.descend(
        DescentSettings(steps: 500, learningRate: .fixed(2e-3), loss: loss, leap: false),
        hooks: RunHooks())
      #expect(try plain.distance(to: experiment) < 1e-9, "init \(initial)")
    }
  }

  @Test("with γ = 0 and W(0) = 0 nothing moves, at once and however far, and f = 0 is always wrong")
  func nothingMoves() throws {
    var experiment = try makeExperiment(gamma: 0, initial: 0)
    let report = try experiment.descend(
      DescentSettings(steps: 1e20), hooks: RunHooks())
    #expect(report.ending == .steps && report.trainError == 1 && report.margin == nil)
    #expect(try experiment.snapshot().weights.storage.allSatisfy { $0 == 0 })
    #expect(try experiment.value(of: .testError, stop: .never) == .number(1))
  }

  @Test("the wrong share of a line counts what is exactly 0 for both labels")
  func zerosOfALine() throws {
    // One neuron of each sign, both asleep between t = −1 and t = 2.
    var line = Line(delta: [1, -1], outer: [1, -1], slope: 0)
    line.place(at: [-2, -1])
    let positive = try line.logWrongMass(label: 1, stop: .never)
    let negative = try line.logWrongMass(label: -1, stop: .never)
    #expect(positive == NormalDistribution.logCDF(2))
    #expect(negative == NormalDistribution.logCDF(1))
    // Without a positive neuron f is never above 0.
    var negativeOnly = Line(delta: [-1], outer: [-1], slope: 0)
    negativeOnly.place(at: [-1])
    #expect(try negativeOnly.logWrongMass(label: 1, stop: .never) == 0)
  }

  @Test(
    "two normal numbers are both small as often as their conditional law says",
    arguments: [0, 0.3, -0.8, 0.999999, -0.999999])
  func bothSmall(correlation: Double) {
    let rest = (1 - correlation * correlation).squareRoot()
    for (a, b) in [(0.5, -0.3), (3, 2), (-4, 1), (-6, -7)] {
      let found = NormalDistribution.logBoth(a, b, correlation: correlation, rest: rest)
      // The midpoint rule, many points.
      let step = 1e-4
      var sum = 0.0
      for k in 0..<400_000 {
        let x = a - (Double(k) + 0.5) * step
        sum += exp(-0.5 * x * x + NormalDistribution.logCDF((b - correlation * x) / rest))
      }
      let plain = sum * step / (2 * Double.pi).squareRoot()
      #expect(abs(exp(found) - plain) <= 2e-6 * plain + 1e-300, "\(a) \(b)")
    }
    // Independent numbers multiply, at any depth.
    let deep = NormalDistribution.logBoth(-50, -60, correlation: 0, rest: 1)
    let product = NormalDistribution.logCDF(-50) + NormalDistribution.logCDF(-60)
    #expect(abs(deep - product) < 1e-11 * abs(product))
  }

  @Test("without a neuron of a label's sign a ReLU network has no limit, and says so")
  func unreachableLabel() throws {
    var experiment = try makeExperiment(neurons: 4, gamma: 0, positive: 4)
    _ = try experiment.descend(DescentSettings(steps: 10), hooks: RunHooks())
    let margin = try experiment.answer(to: .limitMargin, stop: .never)
    #expect(margin.value == .none && margin.note == .unreachableLabel)
    #expect(try experiment.value(of: .separable, stop: .never) == .boolean(true))
  }
}
