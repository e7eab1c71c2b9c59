// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Descent by an optimizer other than plain gradient descent, or with weight decay: every step is taken, on all pairs or in a fixed pattern.
///
/// A polar factor is no sum over the points, so that `spectral` has no phase: its step costs O(n²g + nm) for g groups, and these are the two signs where no pattern changes.
struct OptimizedMotion: Motion {
  let problem: TrainingProblem
  /// W(t) and V(t), but for what a phase holds back.
  private(set) var state: TrainingState
  private(set) var margins: [Double]
  private(set) var loss = 0.0
  private var descents: [Double]
  private let step: OptimizedStep
  private let rule: PointWeights
  private let stop: StopSignal
  /// Most steps of one move: 1 where a condition is to be asked after each.
  var mostSteps = Double.infinity

  private var groups: PatternGroups
  private var phase: OptimizedPhase?
  /// Steps in a row without a change of pattern, and how many begin a phase.
  private var quietSteps = 0
  private var requiredQuiet = 1
  private var stepsInPhase = 0
  private var stepsSinceRefresh = 0

  /// - Parameter state: its progress says which optimizer.
  init(
    _ state: TrainingState, of problem: TrainingProblem, learningRate: Double, stop: StopSignal
  ) {
    self.problem = problem
    self.stop = stop
    self.state = state
    let settings = state.optimization
    step = OptimizedStep(settings: settings, rate: learningRate)
    rule = PointWeights(
      settings: settings, loss: state.loss, reduction: state.reduction, points: problem.points,
      seed: problem.network.seed)
    if !settings.hasVelocity {
      self.state.velocity = nil
    } else if state.velocity == nil {
      self.state.velocity = Velocity(of: problem)
    }
    margins = state.margins(in: problem)
    descents = margins
    groups = PatternGroups(of: state.preactivations, in: problem)
    evaluateLosses()
  }

  var error: Double { 0 }
  var clock: Double { state.step }
  var learningRate: Double? { step.rate }

  func mayJump(to target: Double) -> Bool { false }

  static func between(_ low: Double, _ high: Double) -> Double? {
    DescentMotion.between(low, high)
  }

  mutating func advance(to target: Double) throws(CoreError) -> Standstill? {
    // In a fixed pattern as many steps as take about a third of a millisecond.
    var left = min(target - clock, mostSteps, Double(phase?.stepsAtOnce(rule) ?? 1))
    repeat {
      let steps = try phase == nil ? moveFully() : moveInPhase(atMost: left)
      guard steps > 0 else {
        state.diverged = true
        return .diverged
      }
      left -= steps
    } while left >= 1 && phase != nil
    return nil
  }

  /// Steps in a fixed pattern, or one on all pairs where it ends.
  ///
  /// - Returns: how many steps; 0 where the next state would overflow.
  private mutating func moveInPhase(atMost steps: Double) throws(CoreError) -> Double {
    guard var moving = phase else { return try moveFully() }
    // Held by nobody else, so that it is changed where it is.
    phase = nil
    let burst = moving.advance(
      OptimizedBurst.Settings(
        steps: Int(saturating: steps), step: step, rule: rule, clock: state.step,
        largestLoss: state.loss.largestSum), loss: state.loss, margins: &margins)
    if burst.steps > 0 {
      phase = moving
      stepsInPhase += burst.steps
      evaluateLosses()
      state.lossIncreases += Double(burst.increases)
      state.progress.walk(Double(burst.steps), learningRate: step.rate)
      return Double(burst.steps)
    }
    let outcome: DescentMotion.PhaseOutcome
    do {
      outcome = try moving.advance(
        step, weights, loss: state.loss, margins: &margins, stop: stop)
    } catch {
      phase = moving
      throw error
    }
    switch outcome {
    case .moved:
      phase = moving
      stepsInPhase += 1
      finishStep()
      return 1
    case .diverged:
      phase = moving
      return 0
    case .refused:
      state = moving.settled(state)
      requiredQuiet =
        stepsInPhase >= DescentMotion.worthwhileSteps
        ? max(1, requiredQuiet / 2) : min(2 * requiredQuiet, 4096)
      (quietSteps, stepsInPhase) = (0, 0)
      return try moveFully()
    }
  }

  private var weights: [Double] {
    rule.weights(margins, descents: descents, total: loss, step: state.step)
  }

  /// A step on all pairs; 0 where the next state would overflow.
  private mutating func moveFully() throws(CoreError) -> Double {
    guard let change = try change(weights) else { return 0 }
    let before = (state, margins)
    move(by: change)
    stepsSinceRefresh += 1
    if stepsSinceRefresh >= DescentMotion.refreshInterval { refresh() }
    Margins.compute(state.preactivations, problem, into: &margins)
    guard state.loss.canStep(from: margins) else {
      (state, margins) = before
      return 0
    }
    let next = PatternGroups(of: state.preactivations, in: problem)
    quietSteps = next == groups ? quietSteps + 1 : 0
    groups = next
    if state.activationStep == nil, groups.areActivated(of: state, in: problem) {
      state.activationStep = state.step + 1
    }
    if quietSteps >= requiredQuiet, !step.optimizer.isSpectral {
      phase = try? OptimizedPhase(
        state, margins: margins, groups: groups, rule: rule, in: problem, stop: stop)
    }
    finishStep()
    return 1
  }

  /// The step that the gradient is made into; `nil` where that is not representable.
  private func change(_ weights: [Double]) throws(CoreError) -> FullStep.Change? {
    let step = FullStep(problem: problem)
    return self.step.optimizer.isSpectral
      ? try step.polarChange(weights, groups: groups, stop: stop)
      : try step.change(weights, groups: groups, stop: stop)
  }

  private mutating func move(by change: FullStep.Change) {
    let scale = state.velocity?.initialScale ?? 0
    var (ofH, ofB) = (state.velocity?.preactivations, state.velocity?.coefficients)
    state.velocity = nil
    for (column, group) in groups.groups.enumerated() {
      for j in group.members {
        step.move(&state.preactivations, &ofH, column: j, by: change.preactivations, column)
        step.move(&state.coefficients, &ofB, column: j, by: change.coefficients, column)
      }
    }
    // W(0) has no part in the gradient, but one in the decay.
    var (own, other) = (SIMD2(state.initialScale, 0), SIMD2(scale, 0))
    step.move(&own, &other, by: .zero)
    state.initialScale = own[0]
    if let ofH, let ofB {
      state.velocity = Velocity(preactivations: ofH, coefficients: ofB, initialScale: other[0])
    }
  }

  /// Computes X Wᵀ and X Vᵀ anew from their coefficients, against drift.
  private mutating func refresh() {
    stepsSinceRefresh = 0
    state.preactivations =
      problem.preactivations(state.coefficients, initialScale: state.initialScale, stop: stop)
      ?? state.preactivations
    guard let velocity = state.velocity else { return }
    state.velocity?.preactivations =
      problem.preactivations(
        velocity.coefficients, initialScale: velocity.initialScale, stop: stop)
      ?? velocity.preactivations
  }

  private mutating func evaluateLosses() {
    loss =
      state.loss.total(margins, descents: &descents)
      * state.reduction.weight(points: problem.points)
  }

  private mutating func finishStep() {
    let before = loss
    evaluateLosses()
    if TrainingProgress.isRise(from: before, to: loss) { state.lossIncreases += 1 }
    state.progress.walk(1, learningRate: step.rate)
  }

  mutating func settle() {
    guard let ended = phase else { return }
    state = ended.settled(state)
    phase = nil
  }

  mutating func geometry() -> NetworkGeometry {
    if let phase { return NetworkGeometry(of: phase.settled(state), in: problem) }
    return NetworkGeometry(of: state, in: problem)
  }
}

extension TrainingProblem {
  /// sX W(0)ᵀ + G B (n×m); `nil` where it is interrupted.
  func preactivations(
    _ coefficients: Matrix, initialScale: Double, stop: StopSignal
  ) -> Matrix? {
    guard var products = try? gramProduct(coefficients, stop: stop) else { return nil }
    for index in products.storage.indices {
      products.storage[index] += initialScale * initialPreactivations.storage[index]
    }
    return products
  }
}
