// SPDX-License-Identifier: Apache-2.0

/// Moves a descent over many steps at once wherever that is exact: along the modified equation, or for a loss with a kink from event to event.
struct Leaper {
  private let form: Loss.Form
  private let settings: LeapSettings
  private let learningRate: Double
  /// The clock at which the run ends; infinite where only a condition ends it.
  private let horizon: Double
  private var leap: Leap?
  /// Whether the leap has moved the state; its error counts only then.
  private var hasLeapt = false
  /// The step at which leaping is to be tried again.
  private var nextAttempt = 0.0
  private var finishedErrors = 0.0

  init(loss: Loss, settings: LeapSettings, learningRate: Double, horizon: Double) {
    form = loss.form
    self.settings = settings
    self.learningRate = learningRate
    self.horizon = horizon
  }

  /// Estimated error of all leaps, in every margin; 0 where none was taken.
  var error: Double { finishedErrors + (hasLeapt ? leap?.error ?? 0 : 0) }

  /// Whether `move` would try.
  func mayMove(_ dynamics: DescentDynamics, to target: Double) -> Bool {
    guard dynamics.phase != nil else { return false }
    if let leap, leap.covers(target) { return true }
    let from = dynamics.state.step
    return horizon - from >= Leap.shortestStretch && from >= nextAttempt
  }

  /// Moves to `target` or, where something is in the way, to some step before it.
  ///
  /// - Returns: whether anything moved.
  mutating func move(
    _ dynamics: inout DescentDynamics, to target: Double
  ) throws(CoreError) -> Bool {
    if dynamics.phase == nil { end() }
    guard mayMove(dynamics, to: target) else {
      // Steps that are walked leave the leap's way.
      end()
      return false
    }
    // Every loss is flat: all margins beyond a kink, or ℓ′ below the smallest number there is.
    if dynamics.descents.allSatisfy({ $0 == 0 }) {
      return try dynamics.leap(
        evenly: dynamics.descents, to: target, learningRate: learningRate)
    }
    switch form {
    case .linear(let kink, _): return try moveToEvent(&dynamics, kink: kink, target: target)
    case .smooth(let formulas): return try follow(formulas, &dynamics, to: target)
    }
  }

  private mutating func follow(
    _ formulas: any SmoothLossFormulas.Type, _ dynamics: inout DescentDynamics, to target: Double
  ) throws(CoreError) -> Bool {
    if leap == nil { try begin(dynamics, formulas) }
    if leap == nil { return false }
    if try dynamics.leap(&leap, to: target, learningRate: learningRate) {
      hasLeapt = true
      return true
    }
    end()
    nextAttempt = dynamics.state.step * 1.1 + 1
    return false
  }

  private mutating func begin(
    _ dynamics: DescentDynamics, _ formulas: any SmoothLossFormulas.Type
  ) throws(CoreError) {
    guard let phase = dynamics.phase else { return }
    let now = dynamics.state.step
    let start = try LeapStart(phase, of: formulas, margins: dynamics.margins, settings: settings)
    // What earlier leaps have used of the tolerance, later ones must do without, as far as that is possible.
    let left = max(settings.tolerance - error, 0.1 * settings.tolerance)
    let patience = start?.patience(tolerance: left) ?? 1.1
    guard let start, patience == 1 else {
      nextAttempt = (now * patience + 1).rounded(.up)
      return
    }
    leap = Leap(
      .descent, of: formulas, at: now, phase: phase, start: start, settings: settings)
  }

  private mutating func end() {
    finishedErrors = error
    leap = nil
    hasLeapt = false
  }

  /// Margins move on straight lines while none passes the kink.
  private mutating func moveToEvent(
    _ dynamics: inout DescentDynamics, kink: Double, target: Double
  ) throws(CoreError) -> Bool {
    let from = dynamics.state.step
    guard let phase = dynamics.phase, target - from > Leap.shortestStretch else { return false }
    let weights = dynamics.descents.map { $0 * settings.rate }
    let rates = LinearAlgebra.product(phase.kernel, weights)
    let certain = try phase.stepsBeforeChange(weights, stop: settings.stop)
    var steps = certain
    for (margin, rate) in zip(dynamics.margins, rates) {
      let way = kink - margin
      if margin < kink, rate > 0 { steps = min(steps, (way / rate).rounded(.up) - 1) }
      if margin >= kink, rate < 0 { steps = min(steps, (way / rate).rounded(.down)) }
    }
    guard steps > Leap.shortestStretch else {
      nextAttempt = from + Double(DescentDynamics.stepsAtOnce(points: dynamics.margins.count))
      return false
    }
    // One step short of the event, so that rounding never carries a leap past it.
    steps = min(target - from, steps) - 1
    let delta = weights.map { $0 * steps }
    return try dynamics.leap(evenly: delta, to: from + steps, learningRate: learningRate)
  }
}
