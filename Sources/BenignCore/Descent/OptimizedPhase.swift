// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Steps of any optimizer while no neuron changes its activation pattern.
///
/// W = ωW(t₀) + νV(t₀) + Σ_i a_j ỹ_i D_ij c_i x_i, V likewise with d: a step moves these numbers by its own rule, and the margins are
/// u = ωu(t₀) + νu_V + Kc, one symmetric product, independent of p and m.
struct OptimizedPhase {
  let pattern: FixedPattern
  private var place: OptimizedPlace
  /// u(t₀), and the margins of V(t₀) in this pattern.
  private let base: OptimizedBurst.Base
  /// W(t₀) and V(t₀).
  private let start: TrainingState
  /// max_i|G_ki| (n).
  private let steepest: [Double]
  private var check = PatternCheck()

  /// `nil` where a neuron stands on its kink.
  ///
  /// - Throws: `.interrupted`; a phase only serves speed.
  init?(
    _ state: TrainingState, margins: [Double], groups: PatternGroups, rule: PointWeights,
    in problem: TrainingProblem, stop: StopSignal
  ) throws(CoreError) {
    let pattern = try FixedPattern(groups, of: problem, stop: stop)
    self.pattern = pattern
    start = state
    steepest = pattern.steepestProducts
    let own = LaneVector(margins).lanes
    let zeros = [Lanes](repeating: .zero, count: own.count)
    place = OptimizedPlace(zeros)
    // A product with a few columns costs less than one with half of K.
    let isSparse = rule.isPartial && 4 * rule.settings.batch <= problem.points
    base = OptimizedBurst.Base(
      tiles: pattern.tiles, columns: isSparse ? PaddedColumns(pattern.kernel) : nil, margins: own,
      velocityMargins: state.velocity.map {
        LaneVector(pattern.margins(of: $0.preactivations)).lanes
      } ?? zeros)
    guard look(at: state.preactivations) else { return nil }
  }

  private var problem: TrainingProblem { pattern.problem }

  /// About a third of a millisecond's worth.
  func stepsAtOnce(_ rule: PointWeights) -> Int {
    let points = problem.points
    return base.columns == nil
      ? DescentMotion.stepsAtOnce(points: points)
      : max(1, 6_000_000 / (points * (rule.settings.batch + 64)))
  }

  /// Many steps, up to the first of which the check cannot say that the pattern stays, or that would not be representable.
  mutating func advance(
    _ settings: OptimizedBurst.Settings, loss: Loss, margins: inout [Double]
  ) -> OptimizedBurst.Result {
    func begin() -> OptimizedBurst {
      OptimizedBurst(base: base, check: check, place: place, margins: margins)
    }
    var (settings, burst) = (settings, begin())
    var result = burst.run(settings, loss)
    if result.isSpoilt {
      settings.steps = result.steps
      burst = begin()
      result = burst.run(settings, loss)
    }
    guard result.steps > 0 else { return result }
    place = burst.place
    margins = burst.margins.values
    return result
  }

  /// One step, unless a pattern might change or the next state would overflow; then, and where it throws, nothing has changed.
  ///
  /// - Parameter gradient: the points' weights (n).
  mutating func advance(
    _ step: OptimizedStep, _ gradient: [Double], loss: Loss, margins: inout [Double],
    stop: StopSignal
  ) throws(CoreError) -> DescentMotion.PhaseOutcome {
    let before = (place, check)
    let pulls = LaneVector(gradient).lanes
    step.move(&place.weights, &place.velocity, by: .zero)
    for i in pulls.indices { step.move(&place.sums[i], &place.velocitySums[i], by: pulls[i]) }
    if !check.allows(place.weights, change: check.change(to: place.sums)) {
      let moved: Matrix
      do {
        moved = try preactivations(stop: stop)
      } catch {
        (place, check) = before
        throw error
      }
      guard isSamePattern(moved), look(at: moved) else {
        (place, check) = before
        return .refused
      }
    }
    var next = base.margins(at: place.weights)
    pattern.tiles.addProduct(place.sums, to: next, into: &next)
    let moved = next.values(problem.points)
    guard loss.canStep(from: moved) else {
      (place, check) = before
      return .diverged
    }
    margins = moved
    if base.columns != nil { place.renewImages(by: pattern.tiles) }
    return .moved
  }

  /// Takes this place as the last one that was looked at; `false` where some neuron stands on a kink.
  private mutating func look(at h: Matrix) -> Bool {
    check.place = place.weights
    check.sums = place.sums
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
    try moved(place.weights, place.sums, .preactivations, stop: stop)
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
    guard let own = both(place.weights, place.sums) else { return state }
    (settled.preactivations, settled.coefficients) = (own.h, own.b)
    let initial = SIMD2(start.initialScale, start.velocity?.initialScale ?? 0)
    settled.initialScale = (place.weights * initial).sum()
    if start.velocity != nil, let other = both(place.velocity, place.velocitySums) {
      settled.velocity = Velocity(
        preactivations: other.h, coefficients: other.b,
        initialScale: (place.velocity * initial).sum())
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
