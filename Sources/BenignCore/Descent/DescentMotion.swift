// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Gradient descent as a motion: steps, and leaps where they are allowed and exact.
struct DescentMotion: Motion {
  private var dynamics: DescentDynamics
  private var leaper: Leaper?
  private let stepSize: Double
  /// Most steps that a move takes one by one: 1 where a condition is to be asked after each.
  var mostSteps = Double.infinity

  init(
    _ state: TrainingState, of problem: TrainingProblem, learningRate: Double,
    settings: DescentSettings, stop: StopSignal
  ) {
    dynamics = DescentDynamics(state, of: problem, stop: stop)
    stepSize = learningRate
    if settings.leap {
      let rate = learningRate * state.reduction.weight(points: problem.points)
      leaper = Leaper(
        loss: state.loss,
        settings: LeapSettings(
          rate: rate, tolerance: settings.tolerance, stop: stop),
        learningRate: learningRate, horizon: settings.steps.map { state.step + $0 } ?? .infinity)
    }
  }

  var state: TrainingState { dynamics.state }
  var margins: [Double] { dynamics.margins }
  var loss: Double { dynamics.loss }
  var error: Double { leaper?.error ?? 0 }
  var clock: Double { dynamics.state.step }
  var learningRate: Double? { stepSize }

  func mayJump(to target: Double) -> Bool { leaper?.mayMove(dynamics, to: target) ?? false }

  mutating func advance(to target: Double) throws(CoreError) -> Standstill? {
    if try leaper?.move(&dynamics, to: target) == true { return nil }
    switch try dynamics.advance(learningRate: stepSize, atMost: min(target - clock, mostSteps)) {
    case .moved: return nil
    case .diverged: return .diverged
    }
  }

  static func between(_ low: Double, _ high: Double) -> Double? {
    let middle = (0.5 * (low + high)).rounded()
    return middle > low && middle < high ? middle : nil
  }

  mutating func settle() { dynamics.settle() }

  mutating func geometry() -> NetworkGeometry { dynamics.geometry() }
}
