// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// A state carried by gradient flow, dW/dt = −∇L(W).
///
/// On the full network by an adaptive Runge–Kutta method that walks over kinks with its error under control; once the pattern
/// stands still, by the collapsed equation dc/dt = −ℓ′(u₀ + Kc) in logarithmic time, certified by the guard.
struct FlowMotion: Motion {
  let problem: TrainingProblem
  private(set) var state: TrainingState
  private(set) var margins: [Double]
  private var finishedErrors = 0.0
  private let tolerance: Double
  private let stop: StopSignal
  private let formulas: any SmoothLossFormulas.Type
  /// The fixed pattern in which it moves, and the leap through it; `nil` while it walks over kinks.
  private var collapsed: (phase: CollapsedPhase, leap: Leap)?
  private var network: NetworkFlow
  private var requiredQuiet = 1

  /// How far in logarithmic time a phase must have led to be worth its cost.
  private static let worthwhileWay = 0.1

  /// - Parameter loss: the formulas of the state's loss.
  init(
    _ state: TrainingState, of problem: TrainingProblem, loss: any SmoothLossFormulas.Type,
    tolerance: Double, stop: StopSignal
  ) {
    formulas = loss
    self.problem = problem
    self.state = state
    self.tolerance = tolerance
    self.stop = stop
    margins = state.margins(in: problem)
    network = NetworkFlow(state, of: problem, tolerance: tolerance)
  }

  /// Estimated error in the worst margin, summed over steps.
  var error: Double { finishedErrors + (collapsed?.leap.error ?? 0) }
  var clock: Double { state.time }
  var learningRate: Double? { state.step > 0 ? state.learningRate : nil }
  var loss: Double {
    state.loss.total(margins) * state.reduction.weight(points: problem.points)
  }

  func mayJump(to target: Double) -> Bool { true }

  static func between(_ low: Double, _ high: Double) -> Double? {
    // Beside 0 every half is a place of its own, down to where no number lies between any more.
    let middle = 0.5 * (low + high)
    guard high >= 1e-300, low < middle, middle < high else { return nil }
    return high - low > 1e-12 * high ? middle : nil
  }

  mutating func settle() {
    guard let (phase, leap) = collapsed.take() else { return }
    phase.finish(into: &state)
    finishedErrors += leap.error
  }

  mutating func geometry() -> NetworkGeometry {
    if let moved = collapsed?.phase.geometry(over: state) { return moved }
    collapsed?.phase.flush(into: &state, margins: margins)
    return NetworkGeometry(of: state, in: problem)
  }

  /// To `target`, or some time before it.
  mutating func advance(to target: Double) throws(CoreError) -> Standstill? {
    if try follow(to: target) { return nil }
    switch try network.advance(&state, to: target, stop: stop) {
    case .moved: break
    case .slides: return .sliding
    case .diverges:
      state.diverged = true
      return .diverged
    }
    finishedErrors += network.lastError
    margins = state.margins(in: problem)
    if state.activationStep == nil, network.groups.areActivated(of: state, in: problem) {
      state.activationStep = state.step
    }
    // Once each sign has one pattern, most flows have all their kinks behind them.
    let hasArrived = requiredQuiet == 1 && network.groups.areSigns(of: problem)
    if hasArrived || network.quietSteps >= requiredQuiet { beginPhase() }
    return nil
  }

  private mutating func beginPhase() {
    let phase = try? CollapsedPhase(
      state, margins: margins, groups: network.groups, in: problem, stop: stop)
    guard let phase else { return }
    let settings = LeapSettings(
      rate: state.reduction.weight(points: problem.points), tolerance: tolerance, stop: stop)
    let leap = Leap(
      .flow, of: formulas, at: state.time, phase: phase,
      start: LeapStart(flowOf: phase, of: formulas, margins: margins, settings: settings),
      settings: settings)
    collapsed = (phase, leap)
  }

  /// Moves through the fixed pattern; `false` where there is none, or none any more.
  private mutating func follow(to target: Double) throws(CoreError) -> Bool {
    guard var (phase, leap) = collapsed.take() else { return false }
    do {
      defer { collapsed = (phase, leap) }
      if let reached = try leap.move(&phase, margins: &margins, from: state.time, to: target) {
        state.time = reached
        return true
      }
    }
    let way = leap.logTime(state.time)
    settle()
    requiredQuiet =
      way >= Self.worthwhileWay ? max(2, requiredQuiet / 2) : min(2 * requiredQuiet, 1 << 12)
    network.restart(state)
    return false
  }
}
