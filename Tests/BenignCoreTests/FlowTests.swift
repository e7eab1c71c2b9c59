// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Glibc
import Testing

/// Gradient flow against plain integration and against descent with small steps.
struct FlowTests {
  @Test(
    "flow agrees with Richardson-extrapolated descent",
    arguments: Loss.smooth, [0.0, 0.1])
  func agreesWithSmallSteps(loss: Loss, flip: Double) throws {
    let start = try makeExperiment(dimension: 4000, flip: flip, gamma: 0.6)
    var flowing = start
    let report = try flowing.flow(FlowSettings(time: 0.05, loss: loss), hooks: RunHooks())
    #expect(report.ending == .time)
    #expect(flowing.step == 0 && abs(flowing.time - 0.05) < 1e-12)
    let scores = try [20_000.0, 40_000, 80_000].map { count in
      var descending = start
      _ = try descending.descend(
        DescentSettings(
          steps: count, learningRate: .fixed(0.05 / count), loss: loss, leap: false),
        hooks: RunHooks())
      return try vector(.scores, of: descending)
    }
    let flow = try vector(.scores, of: flowing)
    var worst = 0.0
    for i in flow.indices {
      let first = 2 * scores[1][i] - scores[0][i]
      let second = 2 * scores[2][i] - scores[1][i]
      worst = max(worst, abs(flow[i] - (4 * second - first) / 3))
    }
    #expect(worst < 2e-7, "\(worst), estimated \(report.end.leapError)")
  }

  @Test("time 1e30 is reached, with the margins' growth that e^{−u} asks for")
  func farFlow() throws {
    var experiment = try makeExperiment()
    let report = try experiment.flow(FlowSettings(time: 1e30), hooks: RunHooks())
    #expect(report.ending == .time && experiment.time == 1e30)
    // dL/dt = −‖∇L‖², so that L·t tends to Σλ, a number of order 1 in these units.
    #expect((0.001...10).contains(report.loss * 1e30), "\(report.loss)")
    #expect(report.end.leapError < 1e-8)
    #expect(experiment.trajectory.count <= 200)
  }

  @Test("flow in two parts is flow in one")
  func partsAddUp() throws {
    let start = try makeExperiment()
    var once = start
    var twice = start
    _ = try once.flow(FlowSettings(time: 100), hooks: RunHooks())
    _ = try twice.flow(FlowSettings(time: 1), hooks: RunHooks())
    _ = try twice.flow(FlowSettings(time: 99), hooks: RunHooks())
    let a = try vector(.scores, of: once)
    let b = try vector(.scores, of: twice)
    #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-8 })
  }

  @Test("until ends flow at the first time at which it holds")
  func untilIsExact() throws {
    var experiment = try makeExperiment()
    let hooks = RunHooks(
      until: StopCondition { source in
        if case .number(let loss) = try source.value(of: .loss) { return loss < 1e-3 }
        return false
      })
    let report = try experiment.flow(FlowSettings(time: nil), hooks: hooks)
    #expect(report.ending == .until)
    #expect(report.loss <= 1e-3 && report.loss > 1e-3 * (1 - 1e-6), "\(report.loss)")
  }

  @Test("flow that would slide along a kink stops there and says so")
  func slidingStops() throws {
    // A flipped point whose neighbours pull a wrong pair up with less than its own pull down: at
    // slope 1 it falls, at slope γ it rises.
    var experiment = try makeExperiment(flip: 0.1, gamma: 0.6)
    let report = try experiment.flow(FlowSettings(time: 0.5), hooks: RunHooks())
    #expect(report.ending == .sliding)
    #expect(report.end.time > 0 && report.end.time < 0.5 && report.loss.isFinite)
  }

  @Test(
    "flow that no number can follow is Diverged, with the state before it",
    arguments: [
      Wild(points: 20, dimension: 1000, mean: 3, neurons: 4, gamma: 0.2, initial: 20, time: 100),
      Wild(points: 2, dimension: 1, mean: 1e15, neurons: 3, gamma: 1e-5, initial: 1e-8, time: 1),
      Wild(
        points: 1, dimension: 1, mean: 3, noise: 100, neurons: 1, gamma: 0.5, initial: 8, time: 10),
    ], [true, false])
  func divergenceIsSaid(_ wild: Wild, hasEnd: Bool) throws {
    var experiment = Experiment()
    try experiment.define(
      Mixture(
        points: wild.points, dimension: wild.dimension, meanNorm: wild.mean, noiseLevel: wild.noise,
        flip: 0, seed: 0), stop: .never)
    try experiment.define(
      NetworkDefinition(
        neurons: wild.neurons, negativeSlope: wild.gamma, positiveNeurons: nil,
        initialDeviation: wild.initial, seed: 0), stop: .never)
    let never = StopCondition(holds: { _ in false }, sides: { _ in [] })
    let hooks = hasEnd ? RunHooks() : RunHooks(until: never)
    let report = try experiment.flow(
      FlowSettings(time: hasEnd ? wild.time : nil), hooks: hooks)
    #expect(report.ending == .diverged && report.end.time == 0)
    guard case .boolean(true) = try experiment.value(of: .diverged) else {
      Issue.record("diverged is not true")
      return
    }
  }

  struct Wild: Sendable {
    var points: Int
    var dimension: Double
    var mean: Double
    var noise = 1.0
    var neurons: Int
    var gamma: Double
    var initial: Double
    var time: Double
  }

  @Test("hinge is refused")
  func hingeIsRefused() throws {
    var experiment = try makeExperiment()
    #expect(throws: CoreError.self) {
      try experiment.flow(FlowSettings(time: 1, loss: .hinge), hooks: RunHooks())
    }
  }
}

func vector(_ quantity: Quantity, of experiment: Experiment) throws -> [Double] {
  guard case .vector(let values) = try experiment.value(of: quantity) else { return [] }
  return values
}
