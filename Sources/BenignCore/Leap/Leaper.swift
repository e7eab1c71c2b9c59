// SPDX-License-Identifier: Apache-2.0

/// Moves a descent over many steps at once wherever that is exact: along the modified equation, or for the hinge loss from event to event.
struct Leaper {
  private let settings: LeapSettings
  private let learningRate: Double
  private var leap: Leap?
  /// The step at which leaping is to be tried again.
  private var nextAttempt = 0.0
  private var finishedErrors = 0.0

  /// Shorter stretches are walked.
  static let shortestStretch = 8.0

  init(settings: LeapSettings, learningRate: Double) {
    self.settings = settings
    self.learningRate = learningRate
  }

  /// Estimated error of all leaps, in every margin.
  var error: Double { finishedErrors + (leap?.error ?? 0) }

  /// Whether `move` would try.
  func mayMove(_ dynamics: DescentDynamics, to target: Double) -> Bool {
    let from = dynamics.state.step
    return dynamics.phase != nil && target - from >= Self.shortestStretch && from >= nextAttempt
  }

  /// Moves to `target` or, where something is in the way, to some step before it.
  ///
  /// - Returns: whether anything moved.
  mutating func move(
    _ dynamics: inout DescentDynamics, to target: Double
  ) throws(CoreError) -> Bool {
    if dynamics.phase == nil { end() }
    guard mayMove(dynamics, to: target) else { return false }
    if settings.loss == .hinge { return moveToEvent(&dynamics, target: target) }
    if leap == nil { try begin(dynamics) }
    guard leap != nil else { return false }
    return try stretch(&dynamics, to: target)
  }

  private mutating func begin(_ dynamics: DescentDynamics) throws(CoreError) {
    guard let phase = dynamics.phase else { return }
    leap = try Leap(
      at: dynamics.state.step, phase: phase, margins: dynamics.margins, settings: settings)
    if leap == nil { nextAttempt = dynamics.state.step * 1.1 + 1 }
  }

  /// Halves the stretch until the guard certifies it.
  private mutating func stretch(
    _ dynamics: inout DescentDynamics, to target: Double
  ) throws(CoreError) -> Bool {
    let from = dynamics.state.step
    var end = target
    while end - from >= Self.shortestStretch {
      if settings.shouldStop() { throw .interrupted }
      guard let delta = try leap?.stretch(from: from, to: end, margins: dynamics.margins) else {
        break
      }
      if dynamics.leap(delta, to: end, learningRate: learningRate) { return true }
      // Half the stretch in log t.
      let middle = (from * end).squareRoot()
      end = (middle > from ? middle : 0.5 * (from + end)).rounded()
    }
    self.end()
    nextAttempt = from * 1.1 + 1
    return false
  }

  private mutating func end() {
    finishedErrors += leap?.error ?? 0
    leap = nil
  }

  /// For the hinge loss, whose margins move on straight lines while no point enters or leaves the loss.
  private mutating func moveToEvent(_ dynamics: inout DescentDynamics, target: Double) -> Bool {
    guard let phase = dynamics.phase else { return false }
    let weights = dynamics.descents.map { $0 * settings.rate }
    let from = dynamics.state.step
    if weights.allSatisfy({ $0 == 0 }) {
      return dynamics.leap(weights, to: target, learningRate: learningRate)
    }
    let rates = LinearAlgebra.product(phase.kernel, weights)
    var steps = min(target - from, phase.stepsBeforeChange(weights))
    for (margin, rate) in zip(dynamics.margins, rates) {
      if margin < 1, rate > 0 { steps = min(steps, ((1 - margin) / rate).rounded(.up) - 1) }
      if margin >= 1, rate < 0 { steps = min(steps, ((1 - margin) / rate).rounded(.down)) }
    }
    // One step short of the event, so that rounding never carries a leap past it.
    steps -= 1
    guard steps >= Self.shortestStretch else { return false }
    let delta = weights.map { $0 * steps }
    return dynamics.leap(delta, to: from + steps, learningRate: learningRate)
  }
}
