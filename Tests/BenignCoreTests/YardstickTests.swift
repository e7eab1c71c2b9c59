// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

/// The fast core against plain gradient descent in coordinates.
struct YardstickTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var loss: Loss
    var flip = 0.0
    var positive: Int?
    var initial = 1e-8
    var gamma = 0.3
    var mean = 4.0
    var seed: UInt64 = 1
    var testDescription: String {
      "\(loss.word) flip=\(flip) positive=\(positive ?? -1) init=\(initial) gamma=\(gamma) mu=\(mean) seed=\(seed)"
    }
  }

  static let cases: [Case] = Loss.smooth.flatMap { loss in
    [
      Case(loss: loss), Case(loss: loss, flip: 0.1), Case(loss: loss, positive: 3),
      Case(loss: loss, flip: 0.2, positive: 9), Case(loss: loss, initial: 0.05),
      Case(loss: loss, flip: 0.1, initial: 0.02, seed: 2),
      // Patterns change for long: flips against a strong signal, small slope.
      Case(loss: loss, flip: 0.2, gamma: 0.05, mean: 12, seed: 3),
      Case(loss: loss, flip: 0.3, positive: 2, initial: 0.1, gamma: 0.05, mean: 6, seed: 4),
    ]
  }

  @Test("a thousand steps agree with plain gradient descent to 1e-9", arguments: cases)
  func agreesWithPlainDescent(_ sample: Case) throws {
    var experiment = try makeExperiment(
      mean: sample.mean, flip: sample.flip, gamma: sample.gamma, positive: sample.positive,
      initial: sample.initial, seed: sample.seed)
    var plain = try PlainNetwork(experiment)
    for count in [1.0, 9, 90, 900] {
      _ = try experiment.descend(
        DescentSettings(steps: count, learningRate: .fixed(2e-4), loss: sample.loss, leap: false),
        hooks: RunHooks())
      for _ in 0..<Int(count) { plain.step(learningRate: 2e-4, loss: sample.loss) }
      #expect(try plain.distance(to: experiment) < 1e-9, "after \(count) more steps")
    }
    #expect(experiment.step == 1000)
  }

  @Test("a mean loss divides the step by n")
  func meanLoss() throws {
    var experiment = try makeExperiment()
    var plain = try PlainNetwork(experiment)
    _ = try experiment.descend(
      DescentSettings(
        steps: 50, learningRate: .fixed(1e-2), loss: .logistic, reduction: .mean, leap: false),
      hooks: RunHooks())
    for _ in 0..<50 { plain.step(learningRate: 1e-2, loss: .logistic, mean: true) }
    #expect(try plain.distance(to: experiment) < 1e-10)
  }
}
