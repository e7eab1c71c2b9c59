// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// A state in motion: takes steps of gradient descent, the fast way wherever it is exact.
///
/// Full steps run until a pattern has stood still for a while; then the collapsed phase runs until its guard no longer shows that the pattern stays. Every attempt
/// that soon fails doubles the wait before the next, so that a pattern that chatters for ever costs at most twice the full step.
///
/// A value, so that a place can be kept and come back to.
struct DescentDynamics {
  let problem: TrainingProblem
  /// W(t), but for what a collapsed phase holds back until `settle`.
  private(set) var state: TrainingState
  /// u(t) (n).
  private(set) var margins: [Double]
  /// −ℓ′(u(t)) (n).
  private(set) var descents: [Double]
  /// L(t), by the reduction.
  private(set) var loss: Double
  private(set) var phase: CollapsedPhase?
  /// The chattering phase, while few pairs change from step to step; else `nil`.
  private var chatter: ChatteringPhase?
  /// The step at which such a phase is to be tried again, and after how many the one beyond it.
  private var nextChatter = 0.0
  private var mayChatter = false
  private var chatterWait = 1.0
  private var groups: PatternGroups
  /// Full steps in a row without a change of pattern.
  private var quietSteps = 0
  private var requiredQuiet = 1
  private var stepsInPhase = 0
  private var stepsSinceRefresh = 0
  private let stop: StopSignal

  /// A phase costs about as much to begin as some tens of full steps; one that ended sooner was not worth it.
  static let worthwhileSteps = 64
  private static let lowestMarginOfAll = Loss.all.map(\.lowestMargin).max() ?? 0
  /// H is computed anew from B so often, against drift.
  static let refreshInterval = 1_000

  init(
    _ state: TrainingState, of problem: TrainingProblem, stop: StopSignal
  ) {
    self.problem = problem
    self.stop = stop
    self.state = state
    margins = state.margins(in: problem)
    descents = margins
    groups = PatternGroups(of: state.preactivations, in: problem)
    loss = 0
    evaluateLosses()
  }

  enum Outcome {
    case moved
    /// The next state would overflow; nothing has changed.
    case diverged
  }

  /// Steps of gradient descent: one, or in a collapsed phase as many as take about a third of a millisecond.
  ///
  /// - Throws: `.interrupted` before the step is done; nothing has changed.
  mutating func advance(
    learningRate: Double, atMost limit: Double
  ) throws(CoreError) -> Outcome {
    let scale = learningRate * state.reduction.weight(points: problem.points)
    if phase != nil {
      if advanceBurst(learningRate, scale: scale, limit: limit) { return .moved }
      switch try advanceCollapsed(descents.map { $0 * scale }) {
      case .taken: return finishSteps(1, learningRate)
      case .notRepresentable:
        state.diverged = true
        return .diverged
      case .refused: endPhase()
      }
    }
    if let outcome = try advanceChattering(learningRate, scale: scale, limit: limit) {
      return outcome
    }
    switch try advanceFully(descents.map { $0 * scale }) {
    case .moved: return finishSteps(1, learningRate)
    case .diverged: return .diverged
    }
  }

  /// About a third of a millisecond's worth in a collapsed phase.
  static func stepsAtOnce(points: Int) -> Int {
    max(1, 6_000_000 / (points * points + 64 * points))
  }

  private mutating func advanceBurst(
    _ learningRate: Double, scale: Double, limit: Double
  ) -> Bool {
    let most = Double(Self.stepsAtOnce(points: problem.points))
    guard
      let result = phase?.advance(
        steps: Int(saturating: min(most, limit)), rate: scale, loss: state.loss, margins: &margins),
      result.steps > 0
    else { return false }
    stepsInPhase += result.steps
    state.lossIncreases += Double(result.increases)
    evaluateLosses()
    count(Double(result.steps), learningRate)
    return true
  }

  /// Writes what a phase holds back into the state, and ends a collapsed one.
  mutating func settle() {
    phase?.finish(into: &state)
    phase = nil
    chatter?.flush(into: &state)
  }

  /// W by its signs.
  mutating func geometry() -> NetworkGeometry {
    if let moved = phase?.geometry(over: state) { return moved }
    phase?.flush(into: &state, margins: margins)
    chatter?.flush(into: &state)
    return NetworkGeometry(of: state, in: problem)
  }

  private enum CollapsedStep {
    case taken
    case refused
    case notRepresentable
  }

  private mutating func advanceCollapsed(
    _ weights: [Double]
  ) throws(CoreError) -> CollapsedStep {
    let before = phase
    let beforeMargins = margins
    guard try phase?.advance(weights, margins: &margins, stop: stop) == true else {
      return .refused
    }
    if !isRepresentable() {
      phase = before
      margins = beforeMargins
      return .notRepresentable
    }
    stepsInPhase += 1
    return .taken
  }

  private mutating func endPhase() {
    settle()
    requiredQuiet =
      stepsInPhase >= Self.worthwhileSteps
      ? max(1, requiredQuiet / 2) : min(2 * requiredQuiet, 4096)
    quietSteps = 0
    stepsInPhase = 0
  }

  /// `nil` where full steps are the way on.
  private mutating func advanceChattering(
    _ learningRate: Double, scale: Double, limit: Double
  ) throws(CoreError) -> Outcome? {
    beginChatter()
    guard let most = chatter?.stepsAtOnce else { return nil }
    let untilRefresh = Double(Self.refreshInterval - stepsSinceRefresh)
    let limits = ChatteringPhase.Limits(
      steps: Int(saturating: max(1, min(limit, Double(most), untilRefresh))), rate: scale,
      largestLoss: state.loss.largestSum, quietSteps: requiredQuiet,
      stop: stop)
    guard let result = try chatter?.runRepresentably(limits, quietSteps: quietSteps) else {
      return nil
    }
    guard result.steps > 0 else {
      state.diverged = true
      return .diverged
    }
    if let chatter { margins = chatter.margins.values(problem.points) }
    if let steps = result.wholeAfter, state.activationStep == nil {
      state.activationStep = state.step + Double(steps)
    }
    quietSteps = result.quietSteps
    stepsSinceRefresh += result.steps
    state.lossIncreases += Double(result.increases)
    count(Double(result.steps), learningRate)
    let isDue = stepsSinceRefresh >= Self.refreshInterval
    if isDue || result.isCrowded || quietSteps >= requiredQuiet { endChatter(refreshing: isDue) }
    evaluateLosses()
    return .moved
  }

  private mutating func endChatter(refreshing: Bool) {
    settle()
    chatter = nil
    if refreshing {
      refresh()
      Margins.compute(state.preactivations, problem, into: &margins)
    }
    groups = PatternGroups(of: state.preactivations, in: problem)
    beginPhase()
  }

  /// The collapsed phase once patterns have stood still for long enough.
  private mutating func beginPhase() {
    if quietSteps >= requiredQuiet {
      // Without one where it is interrupted: the step before it is done.
      phase = try? CollapsedPhase(
        state, margins: margins, groups: groups, in: problem, stop: stop)
    } else {
      mayChatter = true
    }
  }

  /// Begins a chattering phase before a step, and not after one: to begin it costs about as much as a full step, and no other step may follow.
  private mutating func beginChatter() {
    guard mayChatter, chatter == nil, state.step >= nextChatter else { return }
    mayChatter = false
    let size = problem.points * problem.points
    if size < Abandonable.leastSize {
      chatter = ChatteringPhase(state, margins: margins, groups: groups, in: problem)
    } else {
      let begun = try? Abandonable.run(size: size, stop: stop) {
        [state, margins, groups, problem] _ throws(CoreError) in
        ChatteringPhase(state, margins: margins, groups: groups, in: problem)
      }
      chatter = begun ?? nil
    }
    chatterWait = chatter == nil ? min(2 * chatterWait, 64) : 1
    nextChatter = state.step + chatterWait
  }

  private mutating func advanceFully(_ weights: [Double]) throws(CoreError) -> Outcome {
    let rescue = isRisky(weights) ? (state, margins) : nil
    let step = FullStep(problem: problem)
    let change = try step.change(weights, groups: groups, stop: stop)
    step.add(change, groups: groups, to: &state)
    stepsSinceRefresh += 1
    if stepsSinceRefresh >= Self.refreshInterval { refresh() }
    Margins.compute(state.preactivations, problem, into: &margins)
    if let rescue, !isRepresentable() {
      (state, margins) = rescue
      state.diverged = true
      return .diverged
    }
    let next = PatternGroups(of: state.preactivations, in: problem)
    quietSteps = next == groups ? quietSteps + 1 : 0
    groups = next
    if state.activationStep == nil, groups.areActivated(of: state, in: problem) {
      state.activationStep = state.step + 1
    }
    beginPhase()
    return .moved
  }

  /// Whether the step could carry a margin out of the representable range.
  private func isRisky(_ weights: [Double]) -> Bool {
    var largest = 0.0
    for i in 0..<problem.points { largest = max(largest, problem.design.gram[i, i]) }
    let outer = problem.network.outerWeight
    let reach = weights.reduce(0, +) * largest * outer * outer * Double(problem.neurons)
    // The narrowest range serves every loss: a step that is only looked at before it is taken is the same step.
    let lowest = Self.lowestMarginOfAll
    return !((margins.min() ?? 0) - reach > lowest && reach < 1e150)
  }

  private func isRepresentable() -> Bool { Self.areRepresentable(margins, state.loss) }

  /// Whether the losses at these margins are numbers that a step may be made of.
  static func areRepresentable(_ margins: [Double], _ loss: Loss) -> Bool {
    margins.allSatisfy { $0 >= loss.lowestMargin && $0 < 1e150 }
  }

  /// Computes H anew from B. Where an interrupt is asked for H stays as it is, since the next run begins anew.
  private mutating func refresh() {
    guard let change = try? problem.gramProduct(state.coefficients, stop: stop) else { return }
    stepsSinceRefresh = 0
    for index in change.storage.indices {
      state.preactivations.storage[index] =
        problem.initialPreactivations.storage[index] + change.storage[index]
    }
  }

  private mutating func finishSteps(_ steps: Double, _ learningRate: Double) -> Outcome {
    let before = loss
    evaluateLosses()
    if loss > before { state.lossIncreases += 1 }
    count(steps, learningRate)
    return .moved
  }

  private mutating func count(_ steps: Double, _ learningRate: Double) {
    state.step += steps
    state.explicitSteps += steps
    state.time += steps * learningRate
    state.learningRate = learningRate
  }

  /// ℓ′ and L at the present margins.
  private mutating func evaluateLosses() {
    loss =
      state.loss.total(margins, descents: &descents)
      * state.reduction.weight(points: problem.points)
  }

  /// Many steps at once in the present phase, to `target` or to some step before it; whether anything moved.
  mutating func leap(
    _ leap: inout Leap?, to target: Double, learningRate: Double
  ) throws(CoreError) -> Bool {
    let step = try phase?.follow(&leap, margins: &margins, from: state.step, to: target)
    guard let step else { return false }
    arrive(at: step, learningRate)
    return true
  }

  /// As `leap`, by a given Δc ≥ 0 that grows evenly from step to step.
  mutating func leap(
    evenly delta: [Double], to step: Double, learningRate: Double
  ) throws(CoreError) -> Bool {
    guard try phase?.certifiedShare(of: delta, stop: stop) == 1 else { return false }
    phase?.add(delta, margins: &margins)
    arrive(at: step, learningRate)
    return true
  }

  private mutating func arrive(at step: Double, _ learningRate: Double) {
    let steps = step - state.step
    evaluateLosses()
    state.step = step
    state.leaptSteps += steps
    state.time += steps * learningRate
    state.learningRate = learningRate
  }
}
