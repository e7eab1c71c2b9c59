// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Steps of any optimizer while no neuron changes its activation pattern.
///
/// W = ωW(t₀) + νV(t₀) + Σ_i a_j ỹ_i D_ij c_i x_i, V likewise with d: a step moves these numbers by its own rule, and the margins are
/// u = ωu(t₀) + νu_V + Kc, one symmetric product, independent of p and m.
struct OptimizedPhase {
  let pattern: FixedPattern
  /// ω and ν of W, and of V.
  private var weights = SIMD2(1.0, 0.0)
  private var velocity = SIMD2(0.0, 1.0)
  /// c and d, in lanes.
  private var sums: [Lanes]
  private var velocitySums: [Lanes]
  /// u(t₀), and the margins of V(t₀) in this pattern.
  private let baseMargins: [Lanes]
  private let velocityMargins: [Lanes]
  /// W(t₀) and V(t₀).
  private let start: TrainingState
  /// max_i|G_ki| (n).
  private let steepest: [Double]
  private var check = PatternCheck()

  /// The place at which the pattern was last looked at, and how far from there it is known to stay: while
  /// |ω − ω₁|·`weight` + |ν − ν₁|·`velocity` + Σ|c − c₁|·`sums` < 1.
  private struct PatternCheck {
    var place = SIMD2(1.0, 0.0)
    var sums: [Lanes] = []
    var reach = SIMD3(0.0, 0.0, 0.0)
  }

  /// `nil` where a neuron stands on its kink.
  ///
  /// - Throws: `.interrupted`; a phase only serves speed.
  init?(
    _ state: TrainingState, margins: [Double], groups: PatternGroups, in problem: TrainingProblem,
    stop: StopSignal
  ) throws(CoreError) {
    let pattern = try FixedPattern(groups, of: problem, stop: stop)
    self.pattern = pattern
    start = state
    steepest = pattern.steepestProducts
    baseMargins = LaneVector(margins).lanes
    let zeros = [Lanes](repeating: .zero, count: baseMargins.count)
    (sums, velocitySums) = (zeros, zeros)
    velocityMargins =
      state.velocity.map { LaneVector(pattern.margins(of: $0.preactivations)).lanes } ?? zeros
    guard look(at: state.preactivations) else { return nil }
  }

  private var problem: TrainingProblem { pattern.problem }

  /// One step, unless a pattern might change or the next state would overflow; then, and where it throws, nothing has changed.
  ///
  /// - Parameter gradient: the points' weights (n).
  mutating func advance(
    _ step: OptimizedStep, _ gradient: [Double], loss: Loss, margins: inout [Double],
    stop: StopSignal
  ) throws(CoreError) -> DescentMotion.PhaseOutcome {
    let before = self
    let pulls = LaneVector(gradient).lanes
    step.move(&weights, &velocity, by: .zero)
    for i in sums.indices { step.move(&sums[i], &velocitySums[i], by: pulls[i]) }
    if !isKnown {
      let moved: Matrix
      do {
        moved = try preactivations(stop: stop)
      } catch {
        self = before
        throw error
      }
      guard isSamePattern(moved), look(at: moved) else {
        self = before
        return .refused
      }
    }
    var next = baseMargins
    for i in next.indices {
      next[i] = weights[0] * baseMargins[i] + weights[1] * velocityMargins[i]
    }
    let base = next
    pattern.tiles.addProduct(sums, to: base, into: &next)
    let moved = next.values(problem.points)
    guard loss.canStep(from: moved) else {
      self = before
      return .diverged
    }
    margins = moved
    return .moved
  }

  private var isKnown: Bool {
    var change = Lanes.zero
    for i in sums.indices {
      let difference = sums[i] - check.sums[i]
      change += difference.replacing(with: -difference, where: difference .< 0)
    }
    let moved = weights - check.place
    var spent = change.sum() * check.reach[2]
    // 0·∞ is no number where a neuron stands on its kink.
    if moved[0] != 0 { spent += abs(moved[0]) * check.reach[0] }
    if moved[1] != 0 { spent += abs(moved[1]) * check.reach[1] }
    return spent < 0.999
  }

  /// Takes this place as the last one that was looked at; `false` where some neuron stands on a kink.
  private mutating func look(at h: Matrix) -> Bool {
    check.place = weights
    check.sums = sums
    let n = problem.points
    let outer = problem.network.outerWeight
    var reach = SIMD3(0.0, 0.0, 0.0)
    for k in 0..<n {
      let steepest = outer * steepest[k]
      for j in 0..<problem.neurons {
        let distance = abs(h[k, j])
        guard distance > 0 else { return false }
        let velocity = start.velocity.map { abs($0.preactivations[k, j]) } ?? 0
        let here = SIMD3(abs(start.preactivations[k, j]), velocity, steepest) / distance
        reach.replace(with: here, where: here .> reach)
      }
    }
    check.reach = reach
    return true
  }

  private func isSamePattern(_ h: Matrix) -> Bool {
    for group in pattern.groups.groups {
      for j in group.members {
        for k in 0..<problem.points where (h[k, j] > 0) != group.isActive(k) { return false }
      }
    }
    return true
  }

  private func preactivations(stop: StopSignal) throws(CoreError) -> Matrix {
    try moved(weights, sums, .preactivations, stop: stop)
  }

  /// ωA + νA_V + what c adds, for A = H or B.
  private func moved(
    _ place: SIMD2<Double>, _ sums: [Lanes], _ part: Part, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let n = problem.points
    let columns = FullStep(problem: problem).columns(sums.values(n), groups: pattern.groups)
    let added =
      part == .coefficients ? columns : try problem.gramProduct(columns, stop: stop)
    let (own, other) = part.matrices(of: start)
    var result = own
    for (column, group) in pattern.groups.groups.enumerated() {
      for j in group.members {
        for i in j * n..<(j + 1) * n {
          var entry = place[0] * own.storage[i] + added.storage[column * n + i - j * n]
          if let other { entry += place[1] * other.storage[i] }
          result.storage[i] = entry
        }
      }
    }
    return result
  }

  private enum Part {
    case preactivations
    case coefficients

    func matrices(of state: TrainingState) -> (Matrix, Matrix?) {
      switch self {
      case .preactivations: (state.preactivations, state.velocity?.preactivations)
      case .coefficients: (state.coefficients, state.velocity?.coefficients)
      }
    }
  }

  /// W(t) and V(t), with the counters of `state`.
  func settled(_ state: TrainingState) -> TrainingState {
    var settled = state
    func both(_ place: SIMD2<Double>, _ sums: [Lanes]) -> (h: Matrix, b: Matrix)? {
      let h = try? moved(place, sums, .preactivations, stop: .never)
      let b = try? moved(place, sums, .coefficients, stop: .never)
      guard let h, let b else { return nil }
      return (h, b)
    }
    guard let own = both(weights, sums) else { return state }
    (settled.preactivations, settled.coefficients) = (own.h, own.b)
    let initial = SIMD2(start.initialScale, start.velocity?.initialScale ?? 0)
    settled.initialScale = (weights * initial).sum()
    if start.velocity != nil, let other = both(velocity, velocitySums) {
      settled.velocity = Velocity(
        preactivations: other.h, coefficients: other.b,
        initialScale: (velocity * initial).sum())
    }
    return settled
  }
}

extension FixedPattern {
  /// The margins (n) that these products with the points add in this pattern.
  func margins(of h: Matrix) -> [Double] {
    let n = problem.points
    let (outer, gamma) = (problem.network.outerWeight, problem.network.negativeSlope)
    var margins = [Double](repeating: 0, count: n)
    for group in groups.groups {
      let slopes = group.slopes(points: n, gamma: gamma)
      for j in group.members {
        for i in 0..<n { margins[i] += outer * group.sign * slopes[i] * h[i, j] }
      }
    }
    return zip(margins, problem.labels).map { $0 * $1 }
  }

  /// max_i|G_ki| (n).
  var steepestProducts: [Double] {
    let gram = problem.design.gram
    return (0..<gram.columns).map { column in
      var largest = 0.0
      for i in 0..<gram.rows { largest = max(largest, abs(gram[i, column])) }
      return largest
    }
  }
}
