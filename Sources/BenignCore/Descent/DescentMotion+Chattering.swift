// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// When chattering phases are tried.
struct ChatteringAttempts {
  /// The step at which one is to be tried again, and after how many the one beyond it.
  var next = 0.0
  var wait = 1.0
  /// Whether a full step was taken since the last attempt.
  var isDue = false
}

/// Steps of chattering phases.
extension DescentMotion {
  mutating func walkChattering(atMost steps: Double) throws(CoreError) -> PhaseOutcome {
    guard case .chattering = mode, case .chattering(var phase) = mode.take() else {
      return .refused
    }
    let untilRefresh = Double(Self.refreshInterval - stepsSinceRefresh)
    let settings = ChatteringPhase.Settings(
      steps: Int(saturating: max(1, min(steps, Double(phase.stepsAtOnce), untilRefresh))),
      rate: rule.scale, largestLoss: state.loss.largestSum, quietSteps: requiredQuiet, stop: stop)
    let result: ChatteringPhase.Result
    do {
      defer { mode = .chattering(phase) }
      result = try phase.runRepresentably(settings, quietSteps: quietSteps)
      guard result.steps > 0 else { return .diverged }
      margins = phase.margins.values(problem.points)
    }
    if let steps = result.wholeAfter, state.activationStep == nil {
      state.activationStep = state.step + Double(steps)
    }
    quietSteps = result.quietSteps
    stepsSinceRefresh += result.steps
    state.lossIncreases += Double(result.increases)
    state.progress.walk(Double(result.steps), learningRate: rule.learningRate)
    let isDue = stepsSinceRefresh >= Self.refreshInterval
    if isDue || result.isCrowded || quietSteps >= requiredQuiet { endChattering(refreshing: isDue) }
    evaluateLosses()
    return .moved
  }

  private mutating func endChattering(refreshing: Bool) {
    settle()
    mode = .full
    if refreshing {
      refresh()
      Margins.compute(state.preactivations, problem, into: &margins)
    }
    groups = PatternGroups(of: state.preactivations, in: problem)
    beginPhase()
  }

  /// Begins a chattering phase before a step, and not after one: to begin it costs about as much as a full step, and no other step may follow.
  mutating func beginChattering() {
    guard case .full = mode, chattering.isDue, state.step >= chattering.next else { return }
    chattering.isDue = false
    let size = problem.points * problem.points
    let phase: ChatteringPhase?
    if size < Abandonable.leastSize {
      phase = ChatteringPhase(state, margins: margins, groups: groups, in: problem)
    } else {
      let begun = try? Abandonable.run(size: size, stop: stop) {
        [state, margins, groups, problem] _ throws(CoreError) in
        ChatteringPhase(state, margins: margins, groups: groups, in: problem)
      }
      phase = begun ?? nil
    }
    chattering.wait = phase == nil ? min(2 * chattering.wait, 64) : 1
    chattering.next = state.step + chattering.wait
    if let phase { mode = .chattering(phase) }
  }
}
