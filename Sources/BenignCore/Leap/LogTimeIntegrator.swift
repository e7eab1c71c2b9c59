// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// Follows the modified equation step by step in logarithmic time: by Taylor's series where nothing corrects the flow, else explicitly
/// or, where stiff, implicitly.
struct LogTimeIntegrator {
  /// The equation; whoever follows it says how many of its terms.
  var equation: ModifiedEquation
  private let tolerance: Double
  private let stop: StopSignal
  /// The steps that were last found right.
  private var explicitStep = 0.1
  private var implicitStep = 0.1
  /// How long a step may be that is read between its ends.
  private var readableStep = 4.0
  private var stiffness = Stiffness()
  private var history = CorrectionHistory()
  /// The derivative where the last step ended; `nil` where it was not computed.
  private var derivative: DormandPrince.Derivative?
  /// Summed over steps, but for what the fastest mode has forgotten.
  private var slowError = 0.0
  private var fastError = 0.0
  /// What reading a step between its ends has added, at most.
  private var readError = 0.0

  /// Estimated error in the worst margin.
  var error: Double { slowError + fastError + readError }

  /// One accepted step, from c = 0.
  struct Segment {
    let end: Double
    /// c at the end.
    let value: [Lanes]
    /// c in between: of a series, and of an explicit step that leads beyond the target.
    let interpolant: Interpolant?
  }

  init(_ equation: ModifiedEquation, tolerance: Double, stop: StopSignal) {
    self.equation = equation
    self.tolerance = tolerance
    self.stop = stop
  }

  /// The next step, from c = 0 and u = `base` at `start`; `nil` where none is small enough.
  ///
  /// One that can be read anywhere, explicit or a series, may lead beyond the target.
  /// - Parameter snap: the last place at or before another at which a step may end.
  mutating func segment(
    from start: Double, to target: Double, base: [Double], snap: (Double) -> Double
  ) throws(CoreError) -> Segment? {
    equation.base = base
    let known = derivative
    derivative = nil
    let isStiff = try isStiff(at: start, length: target - start)
    if !isStiff, equation.terms == .flow { return try segment(from: start, snap: snap) }
    var explicit = DormandPrince(equation, known: known)
    for _ in 0..<60 {
      try stop.check()
      let proposal = isStiff ? implicitStep : min(explicitStep, longestStableStep)
      if !isStiff { try follow(&explicit, start, step: proposal) }
      let aim = aim(from: start, proposal: proposal, to: target, isStiff: isStiff)
      let end = aim == target ? target : snap(aim)
      let h = end - start
      guard h > 0, let (value, local) = try attempt(&explicit, start, h, isStiff: isStiff) else {
        return nil
      }
      let (slow, fast) = (local.slow / localTolerance(h), local.fast / fastTolerance(h))
      let ratio = max(slow, fast)
      let order = isStiff ? Double(ImplicitExtrapolation.columns) : fast > slow ? 11 : 8
      adapt(h, ratio: ratio, order: order, isStiff: isStiff, wasCut: h < 0.9 * proposal)
      if ratio > 1, h >= 1e-9 { continue }
      let isRead = !isStiff && end > target
      if isRead, !isReadable(local, h) { continue }
      slowError += local.slow
      fastError = fastError * stiffness.memory(over: h) + local.fast
      guard isRead else { return Segment(end: end, value: value, interpolant: nil) }
      readError = max(readError, local.reading)
      let interpolant = try explicit.interpolant(start, equation.zeros, h, end: value)
      derivative = explicit.derivative
      return Segment(end: end, value: value, interpolant: interpolant)
    }
    return nil
  }

  /// Whether a step is exact enough between its ends, too; and how long such steps may be from now on.
  private mutating func isReadable(_ local: LocalError, _ h: Double) -> Bool {
    let ratio = local.reading / (0.4 * tolerance)
    // Of order 6 in h, and beyond 0.75 of order 12.
    let factor = ratio > 0 ? 0.9 * Double.pow(ratio, ratio > 1 ? -1.0 / 6 : -1.0 / 12) : 2
    readableStep = h * min(2, max(0.1, factor))
    return ratio <= 1
  }

  /// max |Kv|, the largest move of a margin in one step of descent.
  mutating func largestMove(at x: Double, margins: [Double]) throws(CoreError) -> Double {
    equation.base = margins
    return try equation.largestMove(at: x)
  }

  /// The place where a step is to end: beyond the target only if it can be read between its ends.
  private func aim(
    from start: Double, proposal: Double, to target: Double, isStiff: Bool
  ) -> Double {
    let aim = start + proposal
    if aim <= target { return aim }
    return isStiff
      ? target : max(target, min(aim, start + min(readableStep, 2 / stiffness.decayRate)))
  }

  /// The same by Taylor's series, where nothing corrects the flow: as far as its last terms allow.
  private mutating func segment(
    from start: Double, snap: (Double) -> Double
  ) throws(CoreError) -> Segment? {
    var series = FlowSeries(equation)
    try series.expand(at: start)
    let degree = Double(FlowSeries.degree)
    let (last, before) = (
      error(of: series, term: FlowSeries.degree), error(of: series, term: FlowSeries.degree - 1)
    )
    var h = min(Self.longestStep, FlowSeries.stability / stiffness.decayRate)
    for _ in 0..<60 {
      // The last term is about three times what is left out; where it is small by accident, the one before is not.
      let scale = Double.pow(h, degree - 1)
      let slow = scale * max(last.slow * h, 0.2 * before.slow)
      let fast = scale * max(last.fast * h, 0.2 * before.fast)
      let ratio = max(slow / localTolerance(h), fast / fastTolerance(h))
      if ratio <= 1 {
        let end = snap(start + h)
        guard end > start else { return nil }
        slowError += slow
        fastError = fastError * stiffness.memory(over: h) + fast
        let interpolant = series.interpolant(from: start, width: end - start)
        return Segment(end: end, value: interpolant.value(at: end), interpolant: interpolant)
      }
      h *= max(0.1, ratio.isFinite ? 0.98 * Double.pow(ratio, -1 / (degree - 1)) : 0.1)
    }
    return nil
  }

  private func error(
    of series: borrowing FlowSeries, term power: Int
  ) -> (slow: Double, fast: Double) {
    let term = series.coefficient(power)
    return stiffness.split(term.sum, image: term.margin)
  }

  /// A share of the whole in proportion to the step, as a leap to 10³⁰ crosses 70 units of x; where stability makes steps far
  /// shorter than accuracy would, no less than a thousandth.
  private func localTolerance(_ h: Double) -> Double {
    tolerance * max(min(h, 1) / 70, 1e-3)
  }

  /// The error of the fastest mode dies away; what it may be at any time is a share of the tolerance.
  private func fastTolerance(_ h: Double) -> Double {
    max(0.5 * tolerance * (1 - stiffness.memory(over: h)), localTolerance(h))
  }

  /// A step's error in the worst margin.
  private struct LocalError {
    /// The errors at its end: of the slower modes, and of the fastest one.
    let slow: Double
    let fast: Double
    /// The error that reading between the ends adds.
    var reading = 0.0
  }

  private func attempt(
    _ explicit: inout DormandPrince, _ x: Double, _ h: Double, isStiff: Bool
  ) throws(CoreError) -> (value: [Lanes], error: LocalError)? {
    let zeros = equation.zeros
    if isStiff {
      let implicit = ImplicitExtrapolation(equation: equation, stop: stop)
      guard let step = try implicit.step(x, zeros, h) else { return nil }
      let (slow, fast) = try split(step.error)
      return (step.value, LocalError(slow: slow, fast: fast))
    }
    let step = try explicit.step(x, zeros, h, history: history.isFull ? history : nil)
    return (step.value, try error(of: step, h))
  }

  private func error(of step: DormandPrince.Step, _ h: Double) throws(CoreError) -> LocalError {
    let fifth = try split(step.fifth)
    // The factors are bounds of what was found over many problems. On the scale of 1 the solution itself changes, and the embedded
    // errors of longer steps tell ever less.
    let distrust = max(1, Double.pow(h / 0.75, 6))
    let between = max(
      2.5 * h * h * h * distrust, min(0.7, 0.12 * Double.pow(stiffness.decayRate * h, 2.5)))
    let reading = between * fifth.slow + 0.7 * fifth.fast
    guard stiffness.isFast else {
      return LocalError(slow: distrust * step.smoothShare * fifth.slow, fast: 0, reading: reading)
    }
    // A mode that follows the others faster than a step is not smooth over it: its errors come near to those of order 5, as found for
    // y′ = λ(y − g(x)) + g′(x).
    let fast = fifth.fast * 1.3 * min(1, Double.pow(stiffness.decayRate * h / 5, 3.3))
    var slow = fifth.slow
    if slow > localTolerance(h) {
      let third = try split(step.third)
      slow *= slow / (slow * slow + 0.01 * third.slow * third.slow).squareRoot()
    }
    return LocalError(slow: distrust * slow, fast: fast, reading: reading)
  }

  private func split(_ error: [Lanes]) throws(CoreError) -> (slow: Double, fast: Double) {
    var image = error
    try equation.product(error, into: &image)
    return stiffness.split(error, image: image)
  }

  /// Keeps the corrections' history where steps are so short that the cubic through four of them is as good as they are.
  private mutating func follow(
    _ explicit: inout DormandPrince, _ x: Double, step h: Double
  ) throws(CoreError) {
    // The largest correction moves a margin by about the step of descent itself in x.
    let error = h * (h * h) * (h * h) * Double.exp(-x - equation.logScale)
    guard equation.terms != .flow, error <= 0.1 * localTolerance(h) else {
      history.clear()
      return
    }
    history.append(try explicit.correction(x, equation.zeros), at: x)
  }

  /// - Parameter order: of the error in h.
  private mutating func adapt(
    _ h: Double, ratio: Double, order: Double, isStiff: Bool, wasCut: Bool
  ) {
    let factor = ratio > 0 ? 0.9 * Double.pow(ratio, -1 / order) : 4
    let next = h * min(4, max(ratio.isFinite ? 0.2 : 0.05, factor))
    // A step cut short by its bounds says nothing against a longer one.
    let kept = wasCut && ratio <= 1 ? max(next, isStiff ? implicitStep : explicitStep) : next
    if isStiff {
      implicitStep = min(kept, 4)
    } else {
      explicitStep = min(kept, 4)
    }
  }

  /// Whether stability keeps explicit steps so short that implicit ones are cheaper.
  private mutating func isStiff(
    at x: Double, length: Double
  ) throws(CoreError) -> Bool {
    if x - stiffness.place > Stiffness.validity {
      try stiffness.estimate(equation, at: x)
    }
    // An implicit step leads to the target at most.
    return min(length, implicitStep) > Self.implicitCost * longestStableStep
  }

  /// A step of a series is at most so long, since the decay rate that bounds it is that of its beginning.
  private static let longestStep = 8.0

  /// Beyond it the fastest mode of an explicit step would grow instead of decay, from 6.39/decay rate on.
  private var longestStableStep: Double { 6 / stiffness.decayRate }

  /// What an implicit step costs in explicit ones: 7 factorizations and 28 solves against 16 products.
  private static let implicitCost = 80.0
}
