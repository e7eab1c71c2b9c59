// SPDX-License-Identifier: Apache-2.0

import RealModule

/// A state carried by gradient flow, dW/dt = −∇L(W).
///
/// On the full network by an adaptive Runge–Kutta method that walks over kinks with its error under control; once the pattern
/// stands still, by the collapsed equation dc/dt = −ℓ′(u₀ + Kc) in logarithmic time, certified by the guard.
struct FlowMotion: Motion {
  let problem: TrainingProblem
  private(set) var state: TrainingState
  private(set) var margins: [Double]
  private(set) var loss = 0.0
  private var finishedErrors = 0.0
  private let tolerance: Double
  private let shouldStop: () -> Bool
  private var phase: CollapsedPhase?
  private var stretcher: Stretcher?
  private var network: NetworkFlow
  private var requiredQuiet = 3

  init(
    _ state: TrainingState, of problem: TrainingProblem, tolerance: Double,
    shouldStop: @escaping () -> Bool
  ) {
    self.problem = problem
    self.state = state
    self.tolerance = tolerance
    self.shouldStop = shouldStop
    margins = state.margins(in: problem)
    network = NetworkFlow(state, of: problem, tolerance: tolerance)
    evaluateLoss()
  }

  /// Estimated error in the worst margin, summed over steps.
  var error: Double { finishedErrors + (stretcher?.error ?? 0) }
  var clock: Double { state.time }

  func mayJump(to target: Double) -> Bool { true }

  static func between(_ low: Double, _ high: Double) -> Double? {
    high - low > 1e-12 * high ? 0.5 * (low + high) : nil
  }

  mutating func settle() { phase?.flush(into: &state, margins: margins) }

  /// To `target`, or some time before it.
  mutating func advance(to target: Double) throws(CoreError) -> RunReport.Ending? {
    if phase != nil {
      if try stretch(to: target) { return nil }
      endPhase()
    }
    let moved = try network.advance(&state, to: target, shouldStop: shouldStop)
    finishedErrors += network.lastError
    margins = state.margins(in: problem)
    evaluateLoss()
    if state.activationStep == nil, PairActivation(of: state.preactivations, in: problem).isWhole {
      state.activationStep = state.step
    }
    if network.quietSteps >= requiredQuiet { beginPhase() }
    return moved ? nil : .sliding
  }

  private mutating func beginPhase() {
    let phase = CollapsedPhase(state, margins: margins, groups: network.groups, in: problem)
    let weight = state.reduction.weight(points: problem.points)
    self.phase = phase
    stretcher = Stretcher(
      phase, margins: margins, loss: state.loss, weight: weight, origin: state.time,
      tolerance: tolerance, shouldStop: shouldStop)
  }

  private mutating func endPhase() {
    settle()
    finishedErrors += stretcher?.error ?? 0
    phase = nil
    stretcher = nil
    requiredQuiet = min(2 * requiredQuiet, 1 << 12)
    network.restart(state)
  }

  /// Halves the stretch in logarithmic time until the guard certifies it; gives up where hardly anything is left.
  private mutating func stretch(to target: Double) throws(CoreError) -> Bool {
    let from = state.time
    var end = target
    for _ in 0..<30 {
      guard let delta = try stretcher?.integrate(from: from, to: end, margins: margins) else {
        return false
      }
      if phase?.leap(delta, margins: &margins) == true {
        state.time = end
        evaluateLoss()
        return true
      }
      guard let middle = stretcher?.middle(from, end), middle > from, middle < end else {
        return false
      }
      end = middle
    }
    return false
  }

  private mutating func evaluateLoss() {
    loss =
      margins.reduce(0) { $0 + state.loss.value($1) }
      * state.reduction.weight(points: problem.points)
  }
}

/// The collapsed flow of one phase in logarithmic time.
private struct Stretcher {
  private var integrator: LogTimeIntegrator
  private let origin: Double
  private let scale: Double

  var error: Double { integrator.error }

  init(
    _ phase: CollapsedPhase, margins: [Double], loss: Loss, weight: Double, origin: Double,
    tolerance: Double, shouldStop: @escaping () -> Bool
  ) {
    let weights = margins.map { loss.descent($0) * weight }
    let fastest = LinearAlgebra.product(phase.kernel, weights).reduce(0) { max($0, abs($1)) }
    scale = fastest > 0 ? 1 / fastest : 1
    self.origin = origin
    let equation = ModifiedEquation(
      kernel: phase.kernel, tiles: phase.tiles, loss: loss, logRate: Double.log(weight),
      logScale: Double.log(scale),
      terms: .flow, base: margins)
    integrator = LogTimeIntegrator(equation, tolerance: tolerance, shouldStop: shouldStop)
  }

  /// Δc from one time to another.
  mutating func integrate(
    from: Double, to: Double, margins: [Double]
  ) throws(CoreError) -> [Double]? {
    try integrator.integrate(from: logTime(from), to: logTime(to), base: margins)
  }

  private func logTime(_ time: Double) -> Double { Double.log(onePlus: (time - origin) / scale) }

  /// Half way in logarithmic time.
  func middle(_ from: Double, _ to: Double) -> Double {
    origin + scale * Double.expMinusOne(0.5 * (logTime(from) + logTime(to)))
  }
}
