// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Gradient descent as a motion: it takes steps, the fast way wherever that is exact, and leaps where they are allowed.
///
/// Full steps run until a pattern has stood still for a while; then the collapsed phase runs until its guard no longer shows that the pattern stays. Every attempt
/// that soon fails doubles the wait before the next, so that a pattern that chatters for ever costs at most twice the full step.
///
/// A value, so that a place can be kept and come back to.
struct DescentMotion: Motion {
  let problem: TrainingProblem
  /// W(t), but for what a phase holds back until `settle`.
  var state: TrainingState
  /// u(t) (n).
  var margins: [Double]
  /// −ℓ′(u(t)) (n).
  var descents: [Double]
  /// L(t), by the reduction.
  var loss: Double
  let rule: StepRule
  let stop: StopSignal
  /// Most steps that a move takes one by one: 1 where a condition is to be asked after each.
  var mostSteps = Double.infinity

  /// How it moves from here on.
  var mode = Mode.full
  /// The patterns at the last full step.
  var groups: PatternGroups
  /// Steps in a row without a change of pattern, and how many begin a collapsed phase.
  var quietSteps = 0
  var requiredQuiet = 1
  var stepsInPhase = 0
  var stepsSinceRefresh = 0
  var chattering = ChatteringAttempts()
  /// `nil` where all steps are taken one by one.
  var leaps: LeapAttempts?

  enum Mode {
    /// Every pair is moved.
    case full
    /// Few pairs change from step to step.
    case chattering(ChatteringPhase)
    /// No pattern changes; with a leap where it follows one.
    case collapsed(CollapsedPhase, Leap?)

    /// Gives up what it holds, so that this can be changed where it is and put back.
    mutating func take() -> Mode {
      var taken = Mode.full
      swap(&self, &taken)
      return taken
    }
  }

  init(
    _ state: TrainingState, of problem: TrainingProblem, learningRate: Double,
    settings: DescentSettings = DescentSettings(steps: nil, leap: false), stop: StopSignal
  ) {
    self.problem = problem
    self.stop = stop
    self.state = state
    rule = StepRule(
      learningRate: learningRate,
      scale: learningRate * state.reduction.weight(points: problem.points))
    margins = state.margins(in: problem)
    descents = margins
    groups = PatternGroups(of: state.preactivations, in: problem)
    loss = 0
    if settings.leap {
      leaps = LeapAttempts(
        settings: LeapSettings(rate: rule.scale, tolerance: settings.tolerance, stop: stop),
        horizon: settings.steps.map { state.step + $0 } ?? .infinity)
    }
    evaluateLosses()
  }

  var clock: Double { state.step }
  var learningRate: Double? { rule.learningRate }

  mutating func advance(to target: Double) throws(CoreError) -> Standstill? {
    if try leap(to: target) { return nil }
    let standstill = try walk(atMost: min(target - clock, mostSteps))
    if standstill != nil { state.diverged = true }
    return standstill
  }

  /// Steps of gradient descent: one, or in a phase as many as take about a third of a millisecond.
  ///
  /// - Throws: `.interrupted` before the step is done; nothing has changed.
  private mutating func walk(atMost steps: Double) throws(CoreError) -> Standstill? {
    switch try walkCollapsed(atMost: steps) {
    case .moved: return nil
    case .diverged: return .diverged
    case .refused: break
    }
    beginChattering()
    switch try walkChattering(atMost: steps) {
    case .moved: return nil
    case .diverged: return .diverged
    case .refused: return try walkFully() ? nil : .diverged
    }
  }

  /// An outcome says what the steps of a phase led to.
  enum PhaseOutcome {
    case moved
    /// The next state would overflow; nothing has changed.
    case diverged
    /// There is no such phase any more, and nothing has changed.
    case refused
  }

  static func between(_ low: Double, _ high: Double) -> Double? {
    let middle = (0.5 * (low + high)).rounded()
    return middle > low && middle < high ? middle : nil
  }

  /// Writes what a phase holds back into the state, and ends a collapsed one.
  mutating func settle() {
    switch mode.take() {
    case .full: break
    case .chattering(var phase):
      phase.flush(into: &state)
      mode = .chattering(phase)
    case .collapsed(let phase, let leap):
      phase.finish(into: &state)
      leaps?.end(leap)
    }
  }

  /// W by its signs.
  mutating func geometry() -> NetworkGeometry {
    if case .collapsed = mode, case .collapsed(var phase, let leap) = mode.take() {
      defer { mode = .collapsed(phase, leap) }
      if let moved = phase.geometry(over: state) { return moved }
      phase.flush(into: &state, margins: margins)
    } else {
      settle()
    }
    return NetworkGeometry(of: state, in: problem)
  }

  /// ℓ′ and L at the present margins.
  mutating func evaluateLosses() {
    loss =
      state.loss.total(margins, descents: &descents)
      * state.reduction.weight(points: problem.points)
    for point in groups.unseenPoints(of: problem) { descents[point] = 0 }
  }

  /// After one step of which the margins are known.
  mutating func finishStep() {
    let before = loss
    evaluateLosses()
    if TrainingProgress.isRise(from: before, to: loss) { state.lossIncreases += 1 }
    state.progress.walk(1, learningRate: rule.learningRate)
  }
}

/// How −ℓ′ becomes a step of plain gradient descent, S̃_ij = −αℓ′(u_i) ỹ_i a_j D_ij.
///
/// Full and collapsed steps take any weights ≥ 0. Bursts, chattering phases and leaps repeat this rule, and take its scale.
struct StepRule {
  /// α.
  let learningRate: Double
  /// α, the reduction's 1/n included.
  let scale: Double

  /// −αℓ′(u) (n).
  func weights(_ descents: [Double]) -> [Double] { descents.map { $0 * scale } }
}
