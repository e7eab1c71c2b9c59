// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// Gradient flow of all neurons across kinks: each neuron from event to event, all coupled only through the slowly changing slopes v = −ℓ′(u).
///
/// Over one step every v_i is a parabola in time, so that each h_ij is piecewise cubic and its kinks are roots; a kink changes the motion of its own
/// neuron alone, which costs O(n). The parabolas are corrected from the margins that they lead to, until both agree at four places.
struct NetworkFlow {
  private let problem: TrainingProblem
  private let setting: NeuronSweep.Setting
  private let tolerance: Double
  private(set) var groups: PatternGroups
  /// Steps in a row without a change of pattern.
  private(set) var quietSteps = 0
  private(set) var lastError = 0.0
  private var step: Double?
  /// The parabolas of the last step.
  private var parabolas: Parabolas?

  init(_ state: TrainingState, of problem: TrainingProblem, tolerance: Double) {
    self.problem = problem
    setting = NeuronSweep.Setting(problem)
    // The walk to activation takes some five steps.
    self.tolerance = tolerance / 5
    groups = PatternGroups(of: state.preactivations, in: problem)
  }

  mutating func restart(_ state: TrainingState) {
    quietSteps = 0
    parabolas = nil
    groups = PatternGroups(of: state.preactivations, in: problem)
  }

  enum Outcome {
    case moved
    /// The flow would slide along a kink here.
    case slides
    /// Margins move so fast that neither they nor the clock can be followed.
    case diverges
  }

  /// One accepted step towards `target`.
  mutating func advance(
    _ state: inout TrainingState, to target: Double, stop: StopSignal
  ) throws(CoreError) -> Outcome {
    let slopes = slopes(at: state.margins(in: problem), state)
    // A step's coefficients have the cube of its size in the denominator.
    guard boundOfSpeed(slopes) < Self.largestSpeed else { return .diverges }
    var size = min(step ?? firstStep(slopes), target - state.time)
    while true {
      try stop.check()
      let (sweep, error): (NeuronSweep, Double)
      switch try attempt(state, slopes: slopes, size: size, stop: stop) {
      case .slides(let time):
        // Up to just before the place where it would slide, then no further.
        if time <= 1e-9 * size || state.time + time == state.time || time < Self.leastSize {
          return .slides
        }
        size = 0.999 * time
        continue
      case .passes(let passed, let estimate): (sweep, error) = (passed, estimate)
      }
      let ratio = error.isNaN ? .infinity : error / tolerance
      let factor = ratio > 0 ? 0.8 / Double.root(ratio, 3) : 5
      let next = size * min(5, max(0.1, factor.isFinite ? factor : 0.1))
      if ratio <= 1 {
        let isLast = size == target - state.time
        accept(&state, sweep, time: isLast ? target : state.time + size)
        lastError = error
        step = isLast ? max(next, step ?? 0) : next
        return .moved
      }
      if state.time + next == state.time || next < Self.leastSize {
        // Either a tick of the clock is too long for the tolerance, or no step across some kink is short enough.
        return boundOfSpeed(slopes) * state.time.ulp > tolerance ? .diverges : .slides
      }
      size = next
    }
  }

  private mutating func accept(_ state: inout TrainingState, _ sweep: NeuronSweep, time: Double) {
    sweep.finish(&state)
    parabolas = sweep.parabolas
    state.time = time
    let next = PatternGroups(of: state.preactivations, in: problem)
    quietSteps = next == groups ? quietSteps + 1 : 0
    groups = next
  }

  private enum Attempt {
    /// The step passes, with the estimated error in the worst margin.
    case passes(NeuronSweep, error: Double)
    /// Some neuron would slide along a kink, so long after the step's beginning.
    case slides(after: Double)
  }

  /// Sweeps until slopes and margins agree well enough, at most four times.
  private func attempt(
    _ state: TrainingState, slopes: [Double], size: Double, stop: StopSignal
  ) throws(CoreError) -> Attempt {
    try problem.prepareTiles(stop: stop)
    var parabolas = Parabolas(after: self.parabolas, start: slopes, size: size)
    var earlier: NeuronSweep?
    let linear = try cubicCoefficients(slopes, degree: 0, stop: stop)
    var before = Double.infinity
    var sweeps = 0
    while true {
      var sweep = NeuronSweep(state, parabolas: parabolas, in: setting)
      let coefficients = NeuronPath.Coefficients(
        linear: linear,
        square: try cubicCoefficients(parabolas.coefficients[1], degree: 1, stop: stop),
        cube: try cubicCoefficients(parabolas.coefficients[2], degree: 2, stop: stop))
      guard coefficients.areFinite else { return .passes(earlier ?? sweep, error: .infinity) }
      let time = try slide(&sweep, after: earlier, coefficients: coefficients, stop: stop)
      if let time {
        return .slides(after: time)
      }
      let found = sweep.margins.map { self.slopes(at: $0, state) }
      let error = disagreement(parabolas, found)
      sweeps += 1
      // What is left after two sweeps is mostly the parabolas' own error; what does not halve any more is nothing else.
      if error <= (sweeps == 1 ? 0.25 : 1) * tolerance || error > 0.5 * before || sweeps == 4 {
        return .passes(sweep, error: error)
      }
      before = error
      earlier = sweep
      parabolas = Parabolas(start: slopes, middle: found[1], end: found[3], size: size)
      guard parabolas.areFinite else { return .passes(sweep, error: .infinity) }
    }
  }

  /// Carries all neurons; when one of them would slide.
  private func slide(
    _ sweep: inout NeuronSweep, after earlier: NeuronSweep?, coefficients: NeuronPath.Coefficients,
    stop: StopSignal
  ) throws(CoreError) -> Double? {
    for (column, group) in groups.groups.enumerated() {
      for j in group.members {
        let time = try sweep.carry(
          neuron: j, coefficients: coefficients, column: column, after: earlier, stop: stop)
        if let time { return time }
      }
    }
    return nil
  }

  /// A, B or E of each group at the beginning (n×g): G(a_gỹ∘D_g∘p)/(degree + 1).
  private func cubicCoefficients(
    _ p: [Double], degree: Int, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    guard p.contains(where: { $0 != 0 }) else {
      return Matrix(rows: problem.points, columns: groups.groups.count)
    }
    let columns = FullStep(problem: problem).columns(
      p.map { $0 / Double(degree + 1) }, groups: groups)
    return try problem.gramProduct(columns, stop: stop)
  }

  /// What the largest difference between assumed and found slopes can move a margin: size · m a² max_i Σ_k |G_ik| δ_k.
  private func disagreement(_ assumed: Parabolas, _ found: [[Double]]) -> Double {
    var difference = [Double](repeating: 0, count: problem.points)
    for (quarter, slopes) in found.enumerated() {
      let time = assumed.size * Double(quarter + 1) / 4
      for i in difference.indices {
        difference[i] = max(difference[i], abs(slopes[i] - assumed.value(i, at: time)))
      }
    }
    let worst = problem.gramTiles.productOfMagnitudes(difference).max() ?? 0
    let outer = problem.network.outerWeight
    return worst * assumed.size * Double(problem.neurons) * outer * outer
  }

  /// −ℓ′(u), the reduction's 1/n included.
  private func slopes(at margins: [Double], _ state: TrainingState) -> [Double] {
    let weight = state.reduction.weight(points: problem.points)
    return state.loss.descents(margins).map { $0 * weight }
  }

  private static var largestSpeed: Double { 1e90 }
  /// The least size of a step after one that was too long: the square of a shorter one is no number of full precision.
  private static var leastSize: Double { 1e-150 }

  /// m a² max_i G_ii Σ_k v_k, beyond which no margin moves; not a number where a margin is none.
  private func boundOfSpeed(_ slopes: [Double]) -> Double {
    var largest = 0.0
    for i in slopes.indices { largest = max(largest, problem.design.gram[i, i]) }
    let outer = problem.network.outerWeight
    return largest * slopes.reduce(0, +) * Double(problem.neurons) * outer * outer
  }

  /// A step over which margins move so far that two sweeps leave about the tolerance.
  private func firstStep(_ slopes: [Double]) -> Double {
    let outer = problem.network.outerWeight
    let speed =
      LinearAlgebra.product(problem.design.gram, zip(slopes, problem.labels).map { $0 * $1 })
      .reduce(0) { max($0, abs($1)) } * Double(problem.neurons) * outer * outer
    return speed > 0 ? 0.2 * Double.root(tolerance, 3) / speed : 1
  }
}
