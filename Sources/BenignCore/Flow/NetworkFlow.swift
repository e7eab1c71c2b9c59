// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Gradient flow of all neurons across kinks: each neuron from event to event, all coupled only through the slowly changing slopes v = −ℓ′(u).
///
/// Over one step every v_i is a parabola in time, so that each h_ij is piecewise cubic and its kinks are roots; a kink changes the motion of its own
/// neuron alone, which costs O(n). The parabolas are corrected from the margins that they lead to, until both agree at four places.
struct NetworkFlow {
  private let problem: TrainingProblem
  private let tolerance: Double
  private(set) var groups: PatternGroups
  /// Steps in a row without a change of pattern.
  private(set) var quietSteps = 0
  private(set) var lastError = 0.0
  private var step: Double?

  init(_ state: TrainingState, of problem: TrainingProblem, tolerance: Double) {
    self.problem = problem
    // The walk to activation takes up to some ten steps.
    self.tolerance = tolerance / 10
    groups = PatternGroups(of: state.preactivations, in: problem)
  }

  mutating func restart(_ state: TrainingState) {
    quietSteps = 0
    groups = PatternGroups(of: state.preactivations, in: problem)
  }

  /// One accepted step towards `target`.
  ///
  /// - Returns: `false` where the flow would slide along a kink.
  mutating func advance(
    _ state: inout TrainingState, to target: Double, shouldStop: () -> Bool
  ) throws(CoreError) -> Bool {
    let slopes = slopes(at: state.margins(in: problem), state)
    var size = min(step ?? firstStep(slopes), target - state.time)
    while true {
      guard let attempt = try attempt(state, slopes: slopes, size: size, shouldStop: shouldStop)
      else { return false }
      if let slide = attempt.slide {
        // Up to just before the place where it would slide, then no further.
        if slide <= 1e-9 * size || state.time + slide == state.time { return false }
        size = 0.999 * slide
        continue
      }
      let ratio = attempt.error / tolerance
      let factor = ratio > 0 ? 0.8 / Double.root(ratio, 3) : 5
      let next = size * min(5, max(0.1, factor.isFinite ? factor : 0.1))
      if ratio <= 1 {
        let isLast = size == target - state.time
        accept(&state, attempt, time: isLast ? target : state.time + size)
        step = isLast ? max(next, step ?? 0) : next
        return true
      }
      if state.time + next == state.time { return false }
      size = next
    }
  }

  private mutating func accept(_ state: inout TrainingState, _ attempt: Attempt, time: Double) {
    state.preactivations = attempt.preactivations
    state.coefficients = attempt.coefficients
    state.time = time
    lastError = attempt.error
    let next = PatternGroups(of: state.preactivations, in: problem)
    quietSteps = next == groups ? quietSteps + 1 : 0
    groups = next
  }

  private struct Attempt {
    var preactivations: Matrix
    var coefficients: Matrix
    /// Estimated error in the worst margin.
    var error: Double
    /// Where the flow would slide, from the step's beginning.
    var slide: Double?
  }

  /// Sweeps until slopes and margins agree, at most four times.
  private func attempt(
    _ state: TrainingState, slopes: [Double], size: Double, shouldStop: () -> Bool
  ) throws(CoreError) -> Attempt? {
    var parabolas = Parabolas(start: slopes, middle: slopes, end: slopes, size: size)
    var best: Attempt?
    for _ in 0..<4 {
      if shouldStop() { throw .interrupted }
      var sweep = NeuronSweep(state, parabolas: parabolas, size: size, in: problem)
      for j in 0..<problem.neurons {
        if let slide = sweep.carry(neuron: j) {
          return Attempt(
            preactivations: state.preactivations, coefficients: state.coefficients, error: 0,
            slide: slide)
        }
      }
      let found = sweep.margins.map { self.slopes(at: $0, state) }
      let error = disagreement(parabolas, found, size: size)
      best = Attempt(
        preactivations: sweep.preactivations, coefficients: sweep.coefficients, error: error,
        slide: nil)
      if error <= 0.1 * tolerance { break }
      parabolas = Parabolas(start: slopes, middle: found[1], end: found[3], size: size)
    }
    return best
  }

  /// What the largest difference between assumed and found slopes can move a margin: size · m a² max_i Σ_k |G_ik| δ_k.
  private func disagreement(_ assumed: Parabolas, _ found: [[Double]], size: Double) -> Double {
    let n = problem.points
    var difference = [Double](repeating: 0, count: n)
    for (quarter, slopes) in found.enumerated() {
      let time = size * Double(quarter + 1) / 4
      for i in 0..<n {
        difference[i] = max(difference[i], abs(slopes[i] - assumed.value(i, at: time)))
      }
    }
    let gram = problem.design.gram
    var worst = 0.0
    for k in 0..<n {
      var sum = 0.0
      for i in 0..<n { sum += abs(gram.storage[i + k * n]) * difference[i] }
      worst = max(worst, sum)
    }
    let outer = problem.network.outerWeight
    return worst * size * Double(problem.neurons) * outer * outer
  }

  /// −ℓ′(u), the reduction's 1/n included.
  private func slopes(at margins: [Double], _ state: TrainingState) -> [Double] {
    let weight = state.reduction.weight(points: problem.points)
    return margins.map { state.loss.descent($0) * weight }
  }

  /// A step over which margins move by about the square root of the tolerance.
  private func firstStep(_ slopes: [Double]) -> Double {
    let outer = problem.network.outerWeight
    let speed =
      LinearAlgebra.product(problem.design.gram, zip(slopes, problem.labels).map { $0 * $1 })
      .reduce(0) { max($0, abs($1)) } * Double(problem.neurons) * outer * outer
    return speed > 0 ? tolerance.squareRoot() / speed : 1
  }
}

/// v_i(s) = p₀ + p₁s + p₂s² on 0 ≤ s ≤ size, through three values.
struct Parabolas {
  /// p₀, p₁ and p₂ (n each).
  let coefficients: [[Double]]

  init(start: [Double], middle: [Double], end: [Double], size: Double) {
    coefficients = [
      start,
      start.indices.map { (4 * middle[$0] - 3 * start[$0] - end[$0]) / size },
      start.indices.map { 2 * (start[$0] - 2 * middle[$0] + end[$0]) / (size * size) },
    ]
  }

  func value(_ i: Int, at s: Double) -> Double {
    coefficients[0][i] + s * (coefficients[1][i] + s * coefficients[2][i])
  }

  /// ∫₀ˢ v_i.
  func integral(_ i: Int, to s: Double) -> Double {
    s
      * (coefficients[0][i] + s * (coefficients[1][i] / 2 + s * coefficients[2][i] / 3))
  }
}
