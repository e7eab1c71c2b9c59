// SPDX-License-Identifier: Apache-2.0

/// When descent tries to leap, and what leaps have cost so far.
struct LeapAttempts {
  let settings: LeapSettings
  /// The step at which the run ends; infinite where only a condition ends it.
  let horizon: Double
  /// The step at which leaping is to be tried again.
  var next = 0.0
  /// The estimated error of the leaps that have ended.
  private(set) var finishedErrors = 0.0

  /// Counts the error of a leap, but only if it has moved the state.
  mutating func end(_ leap: Leap?) { finishedErrors = error(with: leap) }

  /// Whether a leap goes on, or another one may be worth its cost.
  func mayMove(_ leap: Leap?, from clock: Double, to target: Double) -> Bool {
    if let leap, leap.covers(target) { return true }
    return horizon - clock >= Leap.shortestStretch && clock >= next
  }

  func error(with leap: Leap?) -> Double {
    guard let leap, leap.hasMoved else { return finishedErrors }
    return finishedErrors + leap.error
  }
}

/// Many steps at once wherever that is exact: along the modified equation, or for a loss with a kink from event to event.
extension DescentMotion {
  /// Estimated error of all leaps, in every margin; 0 where none was taken.
  var error: Double {
    guard let leaps else { return 0 }
    guard case .collapsed(_, let leap) = mode else { return leaps.error(with: nil) }
    return leaps.error(with: leap)
  }

  func mayJump(to target: Double) -> Bool {
    guard let leaps, case .collapsed(_, let leap) = mode else { return false }
    return leaps.mayMove(leap, from: clock, to: target)
  }

  /// Moves to `target` or, where something is in the way, to some step before it.
  ///
  /// - Returns: whether anything moved.
  mutating func leap(to target: Double) throws(CoreError) -> Bool {
    guard let leaps, case .collapsed = mode, case .collapsed(var phase, var leap) = mode.take()
    else { return false }
    defer { mode = .collapsed(phase, leap) }
    guard leaps.mayMove(leap, from: clock, to: target) else {
      // Steps that are walked leave the leap's way.
      endLeap(&leap)
      return false
    }
    // Every loss is flat: all margins beyond a kink, or ℓ′ below the smallest number there is.
    if descents.allSatisfy({ $0 == 0 }) { return try jump(&phase, evenly: descents, to: target) }
    switch state.loss.form {
    case .linear(let kink, _): return try moveToEvent(&phase, kink, to: target)
    case .smooth(let formulas):
      if leap == nil { leap = try beginLeap(phase, formulas, leaps) }
      if leap == nil { return false }
      let reached = try leap?.move(&phase, margins: &margins, from: clock, to: target)
      if let reached {
        arrive(at: reached)
        return true
      }
      endLeap(&leap)
      tryAgain(at: clock * 1.1 + 1)
      return false
    }
  }

  private mutating func tryAgain(at step: Double) { leaps?.next = step }

  private mutating func endLeap(_ leap: inout Leap?) {
    leaps?.end(leap)
    leap = nil
  }

  private mutating func beginLeap(
    _ phase: CollapsedPhase, _ formulas: any SmoothLossFormulas.Type, _ leaps: LeapAttempts
  ) throws(CoreError) -> Leap? {
    let settings = leaps.settings
    let start = try LeapStart(phase, of: formulas, margins: margins, settings: settings)
    // What earlier leaps have used of the tolerance, later ones must do without, as far as that is possible.
    let left = max(settings.tolerance - leaps.finishedErrors, 0.1 * settings.tolerance)
    let patience = start?.patience(tolerance: left) ?? 1.1
    guard let start, patience == 1 else {
      tryAgain(at: (clock * patience + 1).rounded(.up))
      return nil
    }
    return Leap(
      .descent, of: formulas, at: clock, phase: phase, start: start, settings: settings)
  }

  /// Margins move on straight lines while none passes the kink.
  private mutating func moveToEvent(
    _ phase: inout CollapsedPhase, _ kink: Double, to target: Double
  ) throws(CoreError) -> Bool {
    guard target - clock > Leap.shortestStretch else { return false }
    let weights = rule.weights(descents)
    let moves = LinearAlgebra.product(phase.kernel, weights)
    let certain = try phase.stepsBeforeChange(weights, stop: stop)
    var steps = certain
    for (margin, move) in zip(margins, moves) {
      let way = kink - margin
      if margin < kink, move > 0 { steps = min(steps, (way / move).rounded(.up) - 1) }
      if margin >= kink, move < 0 { steps = min(steps, (way / move).rounded(.down)) }
    }
    guard steps > Leap.shortestStretch else {
      tryAgain(at: clock + Double(Self.stepsAtOnce(points: margins.count)))
      return false
    }
    // One step short of the event, so that rounding never carries a leap past it.
    steps = min(target - clock, steps) - 1
    return try jump(&phase, evenly: weights.map { $0 * steps }, to: clock + steps)
  }

  /// Moves by a given Δc ≥ 0 that grows evenly from step to step, if the guard allows all of it.
  private mutating func jump(
    _ phase: inout CollapsedPhase, evenly delta: [Double], to step: Double
  ) throws(CoreError) -> Bool {
    guard try phase.certifiedShare(of: delta, stop: stop) == 1 else { return false }
    phase.add(delta, margins: &margins)
    arrive(at: step)
    return true
  }

  private mutating func arrive(at step: Double) {
    evaluateLosses()
    state.progress.leap(to: step, learningRate: rule.learningRate)
  }
}
