// SPDX-License-Identifier: Apache-2.0

/// Gradient descent while no neuron changes its activation pattern, whatever that pattern is.
///
/// With K = a²(DDᵀ)∘Z every step is u ← u − αKℓ′(u), one symmetric product independent of p and m. All that happened since
/// the phase began is in c_i = Σ −αℓ′(u_i) ≥ 0: u = u(t₀) + Kc, and h, B follow from c.
struct CollapsedPhase {
  let problem: TrainingProblem
  let groups: PatternGroups
  /// K (n×n).
  let kernel: Matrix
  let tiles: SymmetricTiles
  /// c since t₀ (n).
  private(set) var sums: [Double]
  /// u(t₀) (n).
  private(set) var baseMargins: [Double]
  private var guardian: PatternGuard
  /// Of W(t₀), once somebody has asked.
  private var baseGeometry: NetworkGeometry?

  /// `nil` where an interrupt is asked for, which does not wait: nothing is lost, as a phase only serves speed.
  ///
  /// - Complexity: O(n²g) for g groups.
  init?(
    _ state: TrainingState, margins: [Double], groups: PatternGroups, in problem: TrainingProblem,
    shouldStop: () -> Bool
  ) {
    let isLarge = problem.points * problem.points >= Experiment.leastAbandoned
    let phase =
      isLarge
      ? try? Abandonable.run(shouldStop: shouldStop) { isUnwanted in
        CollapsedPhase(state, margins, groups, problem, shouldStop: isUnwanted)
      } : CollapsedPhase(state, margins, groups, problem, shouldStop: shouldStop)
    guard let phase else { return nil }
    self = phase
  }

  private init?(
    _ state: TrainingState, _ margins: [Double], _ groups: PatternGroups,
    _ problem: TrainingProblem, shouldStop: () -> Bool
  ) {
    self.problem = problem
    self.groups = groups
    let kernel = groups.kernel(of: problem)
    if shouldStop() { return nil }
    self.kernel = kernel
    tiles = SymmetricTiles(kernel)
    sums = [Double](repeating: 0, count: problem.points)
    baseMargins = margins
    let guardian = PatternGuard(of: state, groups: groups, in: problem, shouldStop: shouldStop)
    guard let guardian else { return nil }
    self.guardian = guardian
  }

  /// Adds −αℓ′(u) to c and writes the next margins, unless a neuron's pattern would change.
  ///
  /// - Returns: whether the step was taken; if not, nothing has changed.
  mutating func advance(_ weights: [Double], margins: inout [Double]) -> Bool {
    for i in sums.indices { sums[i] += weights[i] }
    guard guardian.allows(weights, sums: sums) else {
      for i in sums.indices { sums[i] -= weights[i] }
      return false
    }
    LinearAlgebra.addSymmetricProduct(kernel, sums, to: baseMargins, into: &margins)
    return true
  }

  /// Many steps at once, up to the first that the guard cannot allow by one comparison or that would not be representable.
  mutating func advance(
    steps: Int, rate: Double, loss: Loss, margins: inout [Double]
  ) -> CollapsedBurst.Result {
    var limits = CollapsedBurst.Limits(
      steps: steps, rate: rate, budget: guardian.remainder,
      largestLoss: loss == .exponential ? 1e300 : 1e150)
    let start = CollapsedBurst(
      tiles: tiles, loss: loss, base: baseMargins, sums: sums, margins: margins)
    var burst = start
    var result = burst.run(limits)
    if result.isSpoilt {
      limits.steps = result.steps
      burst = start
      result = burst.run(limits)
    }
    guard result.steps > 0 else { return result }
    sums = burst.sums.values
    margins = burst.margins.values
    guardian.spend(result.spent)
    return result
  }

  /// Whether no pattern changes while c grows by `delta`, every entry of it non-decreasing on the way (n).
  mutating func certifies(_ delta: [Double]) -> Bool { guardian.certifies(delta, from: sums) }

  /// Adds what `certifies` has allowed, many steps' worth of it, to c.
  mutating func add(_ delta: [Double], margins: inout [Double]) {
    for i in sums.indices { sums[i] += delta[i] }
    guardian.spend(delta.reduce(0, +))
    tiles.addProduct(sums, to: baseMargins, into: &margins)
  }

  /// Moves along a leap; the clock reached, `nil` where nothing has moved.
  mutating func follow(
    _ leap: inout Leap?, margins: inout [Double], from clock: Double, to target: Double
  ) throws(CoreError) -> Double? {
    try leap?.move(&self, margins: &margins, from: clock, to: target)
  }

  /// How many steps of the same Δc can be taken before a pattern might change; whole, ≥ 0.
  func stepsBeforeChange(_ delta: [Double]) -> Double {
    guardian.stepsBeforeChange(delta, from: sums)
  }

  /// Writes W(t) into the state and begins the phase anew from there.
  mutating func flush(into state: inout TrainingState, margins: [Double]) {
    if sums.allSatisfy({ $0 == 0 }) { return }
    FullStep(problem: problem).apply(sums, groups: groups, to: &state)
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
    guard groups.areSigns(of: problem) else { return nil }
    let base = baseGeometry ?? NetworkGeometry(of: state, in: problem)
    baseGeometry = base
    if sums.allSatisfy({ $0 == 0 }) { return base }
    var shifts = [[Double]](repeating: [Double](repeating: 0, count: sums.count), count: 2)
    let columns = FullStep(problem: problem).columns(sums, groups: groups)
    for (column, group) in groups.groups.enumerated() {
      shifts[group.sign > 0 ? 0 : 1] = Array(columns.column(column))
    }
    return base.moved(by: shifts, in: problem)
  }
}

/// Decides, mostly by one comparison a step, that no neuron of a fixed pattern changes side on any point.
///
/// With M^g_ki = sgn(h_k)·sgn(a_g)·a·G_ki ỹ_i D^g_i the distance of group g to the kink at point k is
/// slack^g_k = min_{j∈g}|h_kj(t₀)| + (M^g c)_k. It falls by at most Σ_i(−M^g_ki)⁺Δc_i, so nothing changes
/// while the sum S of all Δc since the last exact check stays below min slack/max_i(−M^g_ki)⁺.
struct PatternGuard {
  private let problem: TrainingProblem
  private let groups: PatternGroups
  /// sgn(h_k) sgn(a_g) a (n×g).
  private let orientation: Matrix
  /// max_i(−M^g_ki)⁺ (n×g).
  private let steepest: Matrix
  /// ỹ_i D^g_i (n×g).
  private let weights: Matrix
  /// min_{j∈g}|h_kj(t₀)| (n×g).
  private var distance: Matrix
  /// S may grow to this before the next exact check.
  private var budget = 0.0
  private var spent = 0.0

  /// `nil` where an interrupt is asked for.
  init?(
    of state: TrainingState, groups: PatternGroups, in problem: TrainingProblem,
    shouldStop: () -> Bool
  ) {
    self.problem = problem
    self.groups = groups
    let n = problem.points
    let gamma = problem.network.negativeSlope
    let gram = problem.design.gram
    var orientation = Matrix(rows: n, columns: groups.groups.count)
    var steepest = orientation
    var weights = orientation
    for (column, group) in groups.groups.enumerated() {
      if shouldStop() { return nil }
      let factor = group.sign * problem.network.outerWeight
      let slopes = zip(group.slopes(points: n, gamma: gamma), problem.labels).map { $0 * $1 }
      weights.storage.replaceSubrange(column * n..<(column + 1) * n, with: slopes)
      let extremes = gram.columnExtremes(scaledBy: slopes)
      for k in 0..<n {
        let sign = group.isActive(k) ? factor : -factor
        orientation[k, column] = sign
        steepest[k, column] = -sign * (sign > 0 ? extremes[k].least : extremes[k].largest)
      }
    }
    self.orientation = orientation
    self.steepest = steepest
    self.weights = weights
    distance = Matrix(rows: n, columns: groups.groups.count)
    rebase(onto: state)
  }

  /// Takes the state as the new t₀, with c = 0.
  mutating func rebase(onto state: TrainingState) {
    let n = problem.points
    for (column, group) in groups.groups.enumerated() {
      var nearest = [Double](repeating: .infinity, count: n)
      for j in group.members {
        state.preactivations.storage.withUnsafeBufferPointer { h in
          nearest.withUnsafeMutableBufferPointer { nearest in
            for k in 0..<n { nearest[k] = min(nearest[k], abs(h[k + j * n])) }
          }
        }
      }
      distance.storage.replaceSubrange(column * n..<(column + 1) * n, with: nearest)
    }
    renew(distance)
  }

  /// Whether the pattern at c is still the phase's.
  mutating func allows(_ step: [Double], sums: [Double]) -> Bool {
    var total = 0.0
    for value in step { total += value }
    if spent + total < budget {
      spent += total
      return true
    }
    let slack = slack(at: sums)
    guard slack.storage.allSatisfy({ $0 > 0 }) else { return false }
    renew(slack)
    return true
  }

  /// Whether nothing changes while c grows by `delta`: slack^g_k − Σ_i(−M^g_ki)⁺Δc_i > 0, and the slack at the end itself.
  mutating func certifies(_ delta: [Double], from sums: [Double]) -> Bool {
    let total = delta.reduce(0, +)
    if spent + total < budget { return true }
    let slack = slack(at: sums)
    renew(slack)
    if total < budget { return true }
    let change = change(for: delta)
    let falls = falls(for: delta, change: change)
    return slack.storage.indices.allSatisfy {
      slack.storage[$0] - falls.storage[$0] > 0 && slack.storage[$0] + change.storage[$0] > 0
    }
  }

  /// Σ_i(−M^g_ki)⁺Δc_i = ½(Σ_i|M^g_ki|Δc_i − (M^gΔc)_k) (n×g).
  private func falls(for delta: [Double], change: Matrix) -> Matrix {
    let n = problem.points
    let gamma = problem.network.negativeSlope
    let outer = problem.network.outerWeight
    var falls = change
    for (column, group) in groups.groups.enumerated() {
      let sizes = zip(delta, group.slopes(points: n, gamma: gamma)).map { $0 * $1 * outer }
      let totals = problem.gramTiles.productOfMagnitudes(sizes)
      for k in 0..<n { falls[k, column] = 0.5 * (totals[k] - change[k, column]) }
    }
    return falls
  }

  func stepsBeforeChange(_ delta: [Double], from sums: [Double]) -> Double {
    let slack = slack(at: sums)
    let change = change(for: delta)
    var steps = Double.infinity
    for index in slack.storage.indices where change.storage[index] < 0 {
      steps = min(steps, (slack.storage[index] / -change.storage[index]).rounded(.up) - 1)
    }
    return max(0, steps)
  }

  /// What the sum of all Δc may still grow by before the next exact check.
  var remainder: Double { budget - spent }

  mutating func spend(_ amount: Double) { spent += amount }

  /// slack at c (n×g).
  func slack(at sums: [Double]) -> Matrix {
    var slack = change(for: sums)
    slack.add(distance)
    return slack
  }

  /// M^g Δ for any Δ (n×g): how the distances change.
  func change(for delta: [Double]) -> Matrix {
    var products = problem.gramProduct(weights.scalingRows(by: delta))
    products.multiply(by: orientation)
    return products
  }

  private mutating func renew(_ slack: Matrix) {
    spent = 0
    let count = slack.storage.count
    budget = LaneReader.read(slack.storage, steepest.storage) { slack, steepest in
      var least = Lanes(repeating: .infinity)
      for i in stride(from: 0, to: count, by: 8) {
        let width = min(8, count - i)
        let steepness = steepest.lanes(i, width)
        let ratio = slack.lanes(i, width) / steepness
        least.replace(with: ratio, where: (steepness .> 0) .& (ratio .< least))
      }
      return least.min()
    }
  }
}
