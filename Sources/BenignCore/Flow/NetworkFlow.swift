// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Gradient flow of all neurons by the Runge–Kutta pair 3(2) of Bogacki and Shampine, error controlled in every margin.
///
/// Low order, because the right-hand side jumps at every kink: a kink costs some short steps and no more accuracy than asked for.
struct NetworkFlow {
  private let problem: TrainingProblem
  private let tolerance: Double
  private(set) var groups: PatternGroups
  /// Steps in a row without a change of pattern.
  private(set) var quietSteps = 0
  private(set) var lastError = 0.0
  private var step: Double?
  private var first: Velocity?

  /// dB/dt = S̃, and dH/dt = G S̃ (n×m each).
  private struct Velocity {
    var coefficients: Matrix
    var preactivations: Matrix
  }

  init(_ state: TrainingState, of problem: TrainingProblem, tolerance: Double) {
    self.problem = problem
    // The walk to activation crosses up to some hundred steps.
    self.tolerance = tolerance / 100
    groups = PatternGroups(of: state.preactivations, in: problem)
  }

  mutating func restart(_ state: TrainingState) {
    first = nil
    quietSteps = 0
    groups = PatternGroups(of: state.preactivations, in: problem)
  }

  /// One accepted step towards `target`.
  ///
  /// - Returns: `false` where the step has shrunk to nothing at a kink along which the flow would slide.
  mutating func advance(
    _ state: inout TrainingState, to target: Double, shouldStop: () -> Bool
  ) throws(CoreError) -> Bool {
    let k1 = first ?? velocity(state)
    var h = step ?? firstStep(k1, state)
    while true {
      if shouldStop() { throw .interrupted }
      let isLast = h >= target - state.time
      let size = min(h, target - state.time)
      var end = state
      let k2 = velocity(moved(state, [(k1, 0.5)], size))
      let k3 = velocity(moved(state, [(k2, 0.75)], size))
      end = moved(state, [(k1, 2.0 / 9), (k2, 1.0 / 3), (k3, 4.0 / 9)], size)
      let k4 = velocity(end)
      let error =
        size * marginSize([(k1, -5.0 / 72), (k2, 1.0 / 12), (k3, 1.0 / 9), (k4, -1.0 / 8)])
      let ratio = error / tolerance
      let factor = ratio > 0 ? 0.9 / Double.cubeRoot(ratio) : 5
      let next = size * min(5, max(0.1, factor.isFinite ? factor : 0.1))
      if ratio <= 1 {
        end.time = isLast ? target : state.time + size
        accept(&state, end, k4, error)
        step = isLast ? max(next, h) : next
        return true
      }
      h = next
      if state.time + h * 1e-3 <= state.time || isSliding(state, k1, within: h) {
        step = h
        return false
      }
    }
  }

  private mutating func accept(
    _ state: inout TrainingState, _ end: TrainingState, _ velocity: Velocity, _ error: Double
  ) {
    state = end
    lastError = error
    first = velocity
    let next = PatternGroups(of: end.preactivations, in: problem)
    quietSteps = next == groups ? quietSteps + 1 : 0
    groups = next
  }

  private func velocity(_ state: TrainingState) -> Velocity {
    let weight = state.reduction.weight(points: problem.points)
    let weights = state.margins(in: problem).map { state.loss.descent($0) * weight }
    var still = state
    for index in still.coefficients.storage.indices {
      still.coefficients.storage[index] = 0
      still.preactivations.storage[index] = 0
    }
    FullStep(problem: problem).apply(
      weights, groups: PatternGroups(of: state.preactivations, in: problem), to: &still)
    return Velocity(coefficients: still.coefficients, preactivations: still.preactivations)
  }

  private func moved(
    _ state: TrainingState, _ parts: [(Velocity, Double)], _ size: Double
  ) -> TrainingState {
    var result = state
    for (velocity, weight) in parts {
      let factor = weight * size
      for index in result.coefficients.storage.indices {
        result.coefficients.storage[index] += factor * velocity.coefficients.storage[index]
        result.preactivations.storage[index] += factor * velocity.preactivations.storage[index]
      }
    }
    return result
  }

  /// max_i a Σ_j |Σ parts|_ij: a bound on what the sum moves a margin per unit of time.
  private func marginSize(_ parts: [(Velocity, Double)]) -> Double {
    let n = problem.points
    var worst = 0.0
    var sums = [Double](repeating: 0, count: n)
    for j in 0..<problem.neurons {
      for i in 0..<n {
        let index = i + j * n
        var value = 0.0
        for (velocity, weight) in parts { value += weight * velocity.preactivations.storage[index] }
        sums[i] += abs(value)
      }
    }
    for sum in sums { worst = max(worst, sum) }
    return worst * problem.network.outerWeight
  }

  /// A step over which no margin moves by more than a hundred tolerances, or a thousandth.
  private func firstStep(_ velocity: Velocity, _ state: TrainingState) -> Double {
    let size = marginSize([(velocity, 1)])
    return size > 0 ? max(100 * tolerance, 1e-12) / size : 1
  }

  /// Whether some pair within reach of its kink is driven towards it from both sides.
  private func isSliding(_ state: TrainingState, _ velocity: Velocity, within h: Double) -> Bool {
    let n = problem.points
    let gamma = problem.network.negativeSlope
    let weight = state.reduction.weight(points: n)
    let weights = state.margins(in: problem).map { state.loss.descent($0) * weight }
    for j in 0..<problem.neurons {
      let sign = problem.network.sign(ofNeuron: j) * problem.network.outerWeight
      for i in 0..<n {
        let value = state.preactivations[i, j]
        let speed = velocity.preactivations[i, j]
        guard abs(value) <= 10 * h * abs(speed), value * speed < 0 else { continue }
        // Beyond the kink only this pair's own slope changes, from one of {1, γ} to the other.
        let own = problem.design.gram[i, i] * weights[i] * problem.labels[i] * sign
        let change = value > 0 ? (gamma - 1) * own : (1 - gamma) * own
        if (speed + change) * speed < 0 { return true }
      }
    }
    return false
  }
}

extension Double {
  fileprivate static func cubeRoot(_ x: Double) -> Double { Double.root(x, 3) }
}
