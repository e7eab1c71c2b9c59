// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// A motion in one fixed pattern, many steps or much time at once: begun once and continued stretch by stretch.
///
/// Its clock is t for descent and time for flow, and x = ln(1 + (clock − origin)/S₀) is what is integrated over. The integrator looks
/// ahead; whatever it has found is certified by the phase's guard before any of it is used.
struct Leap {
  /// The clock at which it began.
  let origin: Double
  /// S₀ = 1/max(Kv) at the origin.
  let scale: Double
  /// Estimated error of the truncated equation, in every margin.
  let truncation: Double
  private let kind: Kind
  private var integrator: LogTimeIntegrator
  private let settings: LeapSettings
  private var stretch: Stretch?
  /// Whether it has moved the state.
  private(set) var hasMoved = false
  /// What the terms left out on the way would still have moved a margin.
  private var neglected = 0.0
  /// How far in x the guard is asked at first: somewhat farther than it has last allowed, where that was not all.
  private var reach = Double.infinity
  private var shortParts = 0

  enum Kind {
    /// The clock counts whole steps.
    case descent
    case flow
  }

  /// One step of the integrator, and how much of it is behind.
  private struct Stretch {
    let segment: LogTimeIntegrator.Segment
    let end: Double
    /// The clock up to which the guard allows it.
    var certified: Double
    /// c so far.
    var done: [Lanes]

    /// c at x, where the clock is `clock`.
    func value(at x: Double, _ clock: Double) -> [Lanes]? {
      clock == end ? segment.value : segment.interpolant?.value(at: x)
    }
  }

  /// Shorter stretches of descent are walked.
  static let shortestStretch = 8.0
  /// Towards a kink that is reached slowly the guard would allow ever shorter parts of a stretch of flow: so many in a row may be
  /// shorter than this share of it.
  private static let leastShare = 1e-3
  private static let mostShortParts = 16

  /// Estimated error in every margin so far.
  var error: Double { truncation + neglected + integrator.error }

  init(
    _ kind: Kind, of formulas: any SmoothLossFormulas.Type, at origin: Double,
    phase: CollapsedPhase, start: LeapStart, settings: LeapSettings
  ) {
    self.kind = kind
    self.origin = origin
    self.settings = settings
    scale = start.scale
    truncation = start.truncation
    let equation = ModifiedEquation(
      tiles: phase.tiles, kernel: phase.kernel, formulas: formulas,
      logRate: Double.log(settings.rate), logScale: Double.log(scale),
      stop: settings.stop)
    integrator = LogTimeIntegrator(
      equation, tolerance: settings.tolerance, stop: settings.stop)
  }

  /// Whether a move to `target` needs no new stretch.
  func covers(_ target: Double) -> Bool {
    stretch.map { target == $0.end || (target < $0.end && $0.segment.interpolant != nil) } ?? false
  }

  /// Moves a phase to `target`, or to some clock before it.
  ///
  /// - Returns: the clock reached; `nil` where no stretch can be integrated and certified, and nothing has moved.
  mutating func move(
    _ phase: inout CollapsedPhase, margins: inout [Double], from clock: Double, to target: Double
  ) throws(CoreError) -> Double? {
    let goesOn = stretch.map { $0.end > clock && (covers(target) || target > $0.end) } ?? false
    if !goesOn {
      guard try look(ahead: &phase, margins: margins, from: clock, to: target) else { return nil }
    }
    guard try certify(&phase, from: clock), let stretch else { return nil }
    let end = min(target, stretch.certified)
    guard let value = stretch.value(at: logTime(end), end) else { return nil }
    phase.add(Self.growth(from: stretch.done, to: value, margins.count), margins: &margins)
    self.stretch?.done = value
    hasMoved = true
    return end
  }

  /// Takes the next step of the integrator; one that is good for its end only is shortened until the guard allows it.
  private mutating func look(
    ahead phase: inout CollapsedPhase, margins: [Double], from clock: Double, to target: Double
  ) throws(CoreError) -> Bool {
    let margins = phase.seen(margins)
    let start = stretch.flatMap { $0.end == clock ? $0.segment.end : nil } ?? logTime(clock)
    stretch = nil
    try chooseTerms(at: start, margins: margins)
    for _ in 0..<30 {
      let aim = start + reach < logTime(target) ? snapped(start + reach) : logTime(target)
      let segment = try integrator.segment(from: start, to: aim, base: margins, snap: snapped)
      guard let segment else { return false }
      let end = segment.end == logTime(target) ? target : place(segment.end)
      guard isWorthwhile(from: clock, to: end) else { return false }
      let canBeCut = segment.interpolant != nil
      let share =
        canBeCut
        ? 1
        : try phase.certifiedShare(
          of: segment.value.values(margins.count), stop: settings.stop)
      if share == 1 {
        let zeros = [Lanes](repeating: .zero, count: segment.value.count)
        stretch = Stretch(
          segment: segment, end: end, certified: canBeCut ? clock : end, done: zeros)
        if !canBeCut { reach = max(reach, 1.5 * (segment.end - start)) }
        return true
      }
      reach = (segment.end - start) * max(0.25, 0.9 * share)
    }
    return false
  }

  /// Lets the guard allow as much of the stretch as it can: asked once, and what it leaves is halved in logarithmic time.
  private mutating func certify(
    _ phase: inout CollapsedPhase, from clock: Double
  ) throws(CoreError) -> Bool {
    guard let stretch else { return false }
    if stretch.certified > clock { return true }
    let start = logTime(clock)
    var (end, x) = (stretch.end, stretch.segment.end)
    if x - start > reach, stretch.segment.interpolant != nil {
      x = snapped(start + reach)
      end = place(x)
    }
    var asked: (growth: [Double], share: Double)?
    let width = stretch.segment.interpolant?.width ?? 0
    while x > start, isWorthwhile(from: clock, to: end), let value = stretch.value(at: x, end) {
      let growth = Self.growth(from: stretch.done, to: value, phase.sums.count)
      let allowed: (growth: [Double], share: Double)
      if let asked {
        allowed = asked
      } else {
        allowed = (growth, try phase.certifiedShare(of: growth, stop: settings.stop))
      }
      asked = allowed
      if zip(growth, allowed.growth).allSatisfy({ $0 <= allowed.share * $1 }) {
        self.stretch?.certified = end
        reach = end == stretch.end ? .infinity : 2 * (x - start)
        shortParts = end == stretch.end || x - start >= Self.leastShare * width ? 0 : shortParts + 1
        return true
      }
      let half = snapped(0.5 * (start + x))
      guard half < x, allowed.share > 0 else { return false }
      x = half
      end = place(x)
    }
    return false
  }

  private func isWorthwhile(from clock: Double, to end: Double) -> Bool {
    switch kind {
    case .descent: end - clock >= Self.shortestStretch
    case .flow: end > clock && shortParts < Self.mostShortParts
    }
  }

  /// Δc ≥ 0, rounding left aside (n).
  private static func growth(from: [Lanes], to: [Lanes], _ count: Int) -> [Double] {
    to.withUnsafeBytes { to in
      from.withUnsafeBytes { from in
        let (to, from) = (to.bindMemory(to: Double.self), from.bindMemory(to: Double.self))
        return (0..<count).map { max(to[$0] - from[$0], 0) }
      }
    }
  }

  /// x at a place of the clock.
  func logTime(_ clock: Double) -> Double {
    Double.log(onePlus: (clock - origin) / scale)
  }

  /// The clock at x; whole for descent.
  private func place(_ x: Double) -> Double {
    let clock = origin + scale * Double.expMinusOne(x)
    return kind == .descent ? clock.rounded() : clock
  }

  /// x, or for descent where the last whole step before it lies.
  private func snapped(_ x: Double) -> Double {
    guard kind == .descent else { return x }
    return logTime((origin + scale * Double.expMinusOne(x)).rounded(.down))
  }

  /// Leaves out terms whose whole remaining effect on a margin is far below the tolerance, and counts it as an error.
  private mutating func chooseTerms(at x: Double, margins: [Double]) throws(CoreError) {
    if kind == .flow {
      integrator.equation.terms = .flow
      return
    }
    let negligible = 0.05 * settings.tolerance
    // The j-th term moves a margin by about ½(Kv)^{j−1} from here on.
    func effect(of move: Double, without terms: ModifiedEquation.Terms) -> Double {
      0.5 * Double.pow(move, terms.rawValue)
    }
    while let next = integrator.equation.terms.fewer {
      // Kv ≈ 1/(S₀eˣ) tells when it is worth a product to know it.
      guard effect(of: Double.exp(-x) / scale, without: next) < negligible else { return }
      let effect = effect(of: try integrator.largestMove(at: x, margins: margins), without: next)
      guard effect < negligible else { return }
      integrator.equation.terms = next
      neglected += effect
    }
  }
}

/// What a leap needs to know of its run.
struct LeapSettings {
  /// α for descent, 1 for flow, the reduction's 1/n included.
  let rate: Double
  let tolerance: Double
  let stop: StopSignal
}
