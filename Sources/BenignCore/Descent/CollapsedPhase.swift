// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Gradient descent while no neuron changes its activation pattern, whatever that pattern is.
///
/// With K = a²(DDᵀ)∘Z every step is u ← u − αKℓ′(u), one symmetric product independent of p and m. All that happened since
/// the phase began is in c_i = Σ −αℓ′(u_i) ≥ 0: u = u(t₀) + Kc, and h, B follow from c.
struct CollapsedPhase: Invariant {
  let pattern: FixedPattern
  /// c since t₀ (n).
  private(set) var sums: [Double]
  /// u(t₀) (n).
  private(set) var baseMargins: [Double]
  private var guardian: PatternGuard
  /// The points on which no neuron is active; there are some with γ = 0 only.
  private let unseen: [Int]
  /// The geometry of W(t₀); `nil` until it is first asked for.
  private var baseGeometry: NetworkGeometry?

  /// - Throws: `.interrupted`, at once: nothing is lost, as a phase only serves speed.
  /// - Complexity: O(n²g) for g groups.
  init(
    _ state: TrainingState, margins: [Double], groups: PatternGroups, in problem: TrainingProblem,
    stop: StopSignal
  ) throws(CoreError) {
    let size = problem.points * problem.points
    if size < Abandonable.leastSize {
      try self.init(state, margins, groups, problem, stop: stop)
    } else {
      self = try Abandonable.run(size: size, stop: stop) { stop throws(CoreError) in
        try CollapsedPhase(state, margins, groups, problem, stop: stop)
      }
    }
  }

  private init(
    _ state: TrainingState, _ margins: [Double], _ groups: PatternGroups,
    _ problem: TrainingProblem, stop: StopSignal
  ) throws(CoreError) {
    pattern = try FixedPattern(groups, of: problem, stop: stop)
    unseen = groups.unseenPoints(of: problem)
    // Made here, where an interrupt does not wait for it: whoever asks for the phase's geometry needs them.
    _ = problem.gramTiles
    sums = [Double](repeating: 0, count: problem.points)
    baseMargins = margins
    guardian = PatternGuard(of: state, in: pattern)
    checkInvariants()
  }

  /// K (n×n).
  var kernel: Matrix { pattern.kernel }
  var tiles: SymmetricTiles { pattern.tiles }
  private var problem: TrainingProblem { pattern.problem }

  /// c only grows, and the groups are those of a whole network.
  var isConsistent: Bool {
    let n = problem.points
    return sums.count == n && sums.allSatisfy { $0 >= 0 } && baseMargins.count == n
      && kernel.rows == n && tiles.order == n && pattern.groups.isConsistent
      && guardian.isConsistent
  }

  /// Adds −αℓ′(u) to c and writes the next margins, unless a neuron's pattern would change.
  ///
  /// - Returns: whether the step was taken; if not, or where it throws, nothing has changed.
  mutating func advance(
    _ weights: [Double], margins: inout [Double], stop: StopSignal
  ) throws(CoreError) -> Bool {
    let next = zip(sums, weights).map { $0 + $1 }
    guard try guardian.allows(weights, sums: next, stop: stop) else { return false }
    sums = next
    LinearAlgebra.addSymmetricProduct(kernel, sums, to: baseMargins, into: &margins)
    return true
  }

  /// Many steps at once, up to the first that the guard cannot allow by one comparison or that would not be representable.
  mutating func advance(
    steps: Int, rate: Double, loss: Loss, margins: inout [Double]
  ) -> CollapsedBurst.Result {
    var settings = CollapsedBurst.Settings(
      steps: steps, rate: rate, budget: guardian.remainder,
      largestLoss: loss.largestSum)
    // Made anew rather than copied, as few are spoilt.
    func start() -> CollapsedBurst {
      CollapsedBurst(
        tiles: tiles, loss: loss, base: seen(baseMargins), sums: sums, margins: seen(margins))
    }
    var burst = start()
    var result = burst.run(settings)
    if result.isSpoilt {
      settings.steps = result.steps
      burst = start()
      result = burst.run(settings)
    }
    guard result.steps > 0 else { return result }
    sums = burst.sums.values
    margins = burst.margins.values
    for point in unseen { margins[point] = baseMargins[point] }
    guardian.spend(result.spent)
    return result
  }

  /// Margins at which the points that no neuron sees do not descend: their losses stay, and move nothing.
  func seen(_ margins: [Double]) -> [Double] {
    var margins = margins
    for point in unseen { margins[point] = 1e300 }
    return margins
  }

  /// The share of `delta` by which every entry of c may grow, never falling, before a pattern might change (n); 1 at most.
  mutating func certifiedShare(of delta: [Double], stop: StopSignal) throws(CoreError) -> Double {
    try guardian.certifiedShare(of: delta, from: sums, stop: stop)
  }

  /// Adds what `certifiedShare` has allowed, many steps' worth of it, to c.
  mutating func add(_ delta: [Double], margins: inout [Double]) {
    for i in sums.indices { sums[i] += delta[i] }
    guardian.spend(delta.reduce(0, +))
    tiles.addProduct(sums, to: baseMargins, into: &margins)
  }

  /// How many steps of the same Δc can be taken before a pattern might change; whole, ≥ 0.
  func stepsBeforeChange(_ delta: [Double], stop: StopSignal) throws(CoreError) -> Double {
    try guardian.stepsBeforeChange(delta, from: sums, stop: stop)
  }

  /// Writes W(t) into the state, at the phase's end.
  func finish(into state: inout TrainingState) {
    checkInvariants()
    if sums.allSatisfy({ $0 == 0 }) { return }
    FullStep(problem: problem).apply(sums, groups: pattern.groups, to: &state)
  }

  /// Writes W(t) into the state and begins the phase anew from there.
  mutating func flush(into state: inout TrainingState, margins: [Double]) {
    if sums.allSatisfy({ $0 == 0 }) { return }
    finish(into: &state)
    baseMargins = margins
    baseGeometry = nil
    for i in sums.indices { sums[i] = 0 }
    guardian.rebase(onto: state)
  }

  /// W(t) by its signs, without writing it out; `nil` where a sign has more patterns than one, so that its neurons part.
  ///
  /// - Parameter state: W(t₀).
  /// - Complexity: O(n² + nm).
  mutating func geometry(over state: TrainingState) -> NetworkGeometry? {
    guard pattern.groups.areSigns(of: problem) else { return nil }
    let base = baseGeometry ?? NetworkGeometry(of: state, in: problem)
    baseGeometry = base
    if sums.allSatisfy({ $0 == 0 }) { return base }
    let (positive, negative) = FullStep(problem: problem).columnsOfSigns(
      sums, groups: pattern.groups)
    return base.moved(by: positive, negative, in: problem)
  }
}
