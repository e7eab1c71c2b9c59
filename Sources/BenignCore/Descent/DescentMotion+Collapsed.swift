// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Steps of collapsed phases.
extension DescentMotion {
  /// A phase costs about as much to begin as some tens of full steps; one that ended sooner was not worth it.
  static let worthwhileSteps = 64

  /// About a third of a millisecond's worth.
  static func stepsAtOnce(points: Int) -> Int {
    max(1, 6_000_000 / (points * points + 64 * points))
  }

  /// The collapsed phase once patterns have stood still for long enough.
  mutating func beginPhase() {
    guard quietSteps >= requiredQuiet else {
      chattering.isDue = true
      return
    }
    // Without one where it is interrupted: the step before it is done.
    let phase = try? CollapsedPhase(
      state, margins: margins, groups: groups, in: problem, stop: stop)
    if let phase { mode = .collapsed(phase, nil) }
  }

  /// A burst; where its guard needs more than a comparison, one step.
  mutating func walkCollapsed(atMost steps: Double) throws(CoreError) -> PhaseOutcome {
    guard case .collapsed = mode, case .collapsed(var phase, let leap) = mode.take() else {
      return .refused
    }
    let outcome: PhaseOutcome
    do {
      defer { mode = .collapsed(phase, leap) }
      if walkBurst(&phase, atMost: steps) { return .moved }
      outcome = try walkOnce(&phase)
    }
    switch outcome {
    case .moved:
      stepsInPhase += 1
      finishStep()
    case .diverged: break
    case .refused: endPhase()
    }
    return outcome
  }

  private mutating func walkBurst(_ phase: inout CollapsedPhase, atMost steps: Double) -> Bool {
    let most = Double(Self.stepsAtOnce(points: problem.points))
    let result = phase.advance(
      steps: Int(saturating: min(most, steps)), rate: rule.scale, loss: state.loss,
      margins: &margins)
    guard result.steps > 0 else { return false }
    stepsInPhase += result.steps
    state.lossIncreases += Double(result.increases)
    evaluateLosses()
    state.progress.walk(Double(result.steps), learningRate: rule.learningRate)
    return true
  }

  private mutating func walkOnce(_ phase: inout CollapsedPhase) throws(CoreError) -> PhaseOutcome {
    let before = (phase, margins)
    guard try phase.advance(rule.weights(descents), margins: &margins, stop: stop) else {
      return .refused
    }
    if state.loss.canStep(from: margins) { return .moved }
    (phase, margins) = before
    return .diverged
  }

  private mutating func endPhase() {
    settle()
    requiredQuiet =
      stepsInPhase >= Self.worthwhileSteps
      ? max(1, requiredQuiet / 2) : min(2 * requiredQuiet, 4096)
    quietSteps = 0
    stepsInPhase = 0
  }
}
