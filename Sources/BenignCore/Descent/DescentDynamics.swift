// SPDX-License-Identifier: Apache-2.0

/// A state in motion: takes steps of gradient descent, the fast way wherever it is exact.
///
/// Full steps run until a pattern has stood still for a while; then the collapsed phase takes over until its guard speaks. Every attempt
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
  private var groups: PatternGroups
  /// Full steps in a row without a change of pattern.
  private var quietSteps = 0
  private var requiredQuiet = 1
  private var stepsInPhase = 0
  private var stepsSinceRefresh = 0

  /// H is computed anew from B so often, against drift.
  static let refreshInterval = 1_000
  /// Margins below this would overflow e^{−u}.
  static let lowestMargin = -700.0

  init(_ state: TrainingState, of problem: TrainingProblem) {
    self.problem = problem
    self.state = state
    margins = state.margins(in: problem)
    descents = []
    groups = PatternGroups(of: state.preactivations, in: problem)
    loss = 0
    evaluateLosses()
  }

  enum Outcome {
    case moved
    /// The next state would overflow; nothing has changed.
    case diverged
  }

  /// One step of gradient descent.
  mutating func advance(learningRate: Double) -> Outcome {
    let scale = learningRate * state.reduction.weight(points: problem.points)
    let weights = descents.map { $0 * scale }
    let before = loss
    if phase != nil {
      if advanceCollapsed(weights) { return finishStep(learningRate, lossBefore: before) }
      endPhase()
    }
    guard advanceFully(weights) else { return .diverged }
    return finishStep(learningRate, lossBefore: before)
  }

  /// Writes what a collapsed phase holds back into the state.
  mutating func settle() {
    phase?.flush(into: &state, margins: margins)
  }

  private mutating func advanceCollapsed(_ weights: [Double]) -> Bool {
    guard phase?.advance(weights, margins: &margins) == true else { return false }
    stepsInPhase += 1
    return true
  }

  private mutating func endPhase() {
    settle()
    phase = nil
    requiredQuiet = stepsInPhase > 4 * requiredQuiet ? 1 : min(2 * requiredQuiet, 1 << 12)
    quietSteps = 0
    stepsInPhase = 0
  }

  private mutating func advanceFully(_ weights: [Double]) -> Bool {
    let rescue = isRisky(weights) ? (state, margins) : nil
    FullStep(problem: problem).apply(weights, groups: groups, to: &state)
    stepsSinceRefresh += 1
    if stepsSinceRefresh == Self.refreshInterval { refresh() }
    Margins.compute(state.preactivations, problem, into: &margins)
    if let rescue, !isRepresentable() {
      (state, margins) = rescue
      state.diverged = true
      return false
    }
    let next = PatternGroups(of: state.preactivations, in: problem)
    quietSteps = next == groups ? quietSteps + 1 : 0
    groups = next
    if state.activationStep == nil, PairActivation(of: state.preactivations, in: problem).isWhole {
      state.activationStep = state.step + 1
    }
    if quietSteps >= requiredQuiet {
      phase = CollapsedPhase(state, margins: margins, groups: groups, in: problem)
    }
    return true
  }

  /// Whether the step could carry a margin out of the representable range.
  private func isRisky(_ weights: [Double]) -> Bool {
    var largest = 0.0
    for i in 0..<problem.points { largest = max(largest, problem.design.gram[i, i]) }
    let outer = problem.network.outerWeight
    let reach = weights.reduce(0, +) * largest * outer * outer * Double(problem.neurons)
    return !((margins.min() ?? 0) - reach > Self.lowestMargin && reach < 1e150)
  }

  private func isRepresentable() -> Bool {
    let lowest = state.loss == .exponential ? Self.lowestMargin : -1e150
    return margins.allSatisfy { $0.isFinite && $0 >= lowest && $0 < 1e150 }
  }

  private mutating func refresh() {
    stepsSinceRefresh = 0
    let change = LinearAlgebra.product(problem.design.gram, state.coefficients)
    for index in change.storage.indices {
      state.preactivations.storage[index] =
        problem.initialPreactivations.storage[index] + change.storage[index]
    }
  }

  private mutating func finishStep(_ learningRate: Double, lossBefore: Double) -> Outcome {
    evaluateLosses()
    state.step += 1
    state.explicitSteps += 1
    state.time += learningRate
    state.learningRate = learningRate
    if loss > lossBefore { state.lossIncreases += 1 }
    return .moved
  }

  /// ℓ′ and L at the present margins.
  private mutating func evaluateLosses() {
    descents = margins.map(state.loss.descent)
    var total = 0.0
    switch state.loss {
    case .exponential: for value in descents { total += value }
    case .logistic, .hinge: for value in margins { total += state.loss.value(value) }
    }
    loss = total * state.reduction.weight(points: problem.points)
  }

  /// Many steps at once in the present phase: c grows by `delta`. Nothing changes where the phase's guard does not certify it.
  mutating func leap(_ delta: [Double], to step: Double, learningRate: Double) -> Bool {
    guard phase?.leap(delta, margins: &margins) == true else { return false }
    let steps = step - state.step
    evaluateLosses()
    state.step = step
    state.leaptSteps += steps
    state.time += steps * learningRate
    state.learningRate = learningRate
    return true
  }
}
