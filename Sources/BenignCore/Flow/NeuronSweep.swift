// SPDX-License-Identifier: Apache-2.0

/// Carries neurons over one step of flow with given slopes v, from kink to kink.
///
/// In one pattern h_k(s) = C_k + A_ks + B_ks² + E_ks³ with (A, B, E) = a_jG(ỹ∘D_j∘(p₀, p₁/2, p₂/3)). Where h_i changes sign D_ij changes, and with it the
/// cubics of this neuron by multiples of column i of G.
struct NeuronSweep {
  private let problem: TrainingProblem
  private let parabolas: Parabolas
  private let size: Double
  /// A, B, E of all neurons at the beginning (n×m each).
  private let rates: [Matrix]
  private(set) var preactivations: Matrix
  private(set) var coefficients: Matrix
  /// u at the four quarters of the step (n each).
  private(set) var margins: [[Double]]

  init(_ state: TrainingState, parabolas: Parabolas, size: Double, in problem: TrainingProblem) {
    self.problem = problem
    self.parabolas = parabolas
    self.size = size
    preactivations = state.preactivations
    coefficients = state.coefficients
    let n = problem.points
    margins = [[Double]](repeating: [Double](repeating: 0, count: n), count: 4)
    let gamma = problem.network.negativeSlope
    rates = parabolas.coefficients.enumerated().map { degree, p in
      var columns = Matrix(rows: n, columns: problem.neurons)
      for j in 0..<problem.neurons {
        let outer = problem.network.outerWeight * problem.network.sign(ofNeuron: j)
        let factor = outer / Double(degree + 1)
        for i in 0..<n {
          let slope = state.preactivations.storage[i + j * n] > 0 ? 1 : gamma
          columns.storage[i + j * n] = factor * problem.labels[i] * slope * p[i]
        }
      }
      return LinearAlgebra.product(problem.design.gram, columns)
    }
  }

  /// The cubics of one neuron, and where they end.
  private struct Path {
    var constant: [Double]
    var rates: [[Double]]
    /// The values at the end of the step in the present pattern.
    var ends: [Double]

    init(constant: [Double], rates: [[Double]], size: Double) {
      self.constant = constant
      self.rates = rates
      ends = constant.indices.map {
        constant[$0] + size * (rates[0][$0] + size * (rates[1][$0] + size * rates[2][$0]))
      }
    }

    @inline(__always)
    func value(_ k: Int, _ s: Double) -> Double {
      constant[k] + s * (rates[0][k] + s * (rates[1][k] + s * rates[2][k]))
    }

    @inline(__always)
    func speed(_ k: Int, _ s: Double) -> Double {
      rates[0][k] + s * (2 * rates[1][k] + s * 3 * rates[2][k])
    }
  }

  /// - Returns: the time at which the neuron would slide along a kink, or `nil` where it passed all of them.
  mutating func carry(neuron j: Int) -> Double? {
    let n = problem.points
    let span = j * n..<(j + 1) * n
    var path = Path(
      constant: Array(preactivations.storage[span]), rates: rates.map { Array($0.storage[span]) },
      size: size)
    var isActive = path.constant.map { $0 > 0 }
    // Since when each point has the slope that it has.
    var since = [Double](repeating: 0, count: n)
    var time = 0.0
    var events = 0
    var quarter = 1
    while let (event, point) = nextKink(path, isActive, after: time) {
      events += 1
      while quarter <= 4, size * Double(quarter) / 4 <= event { addMargins(path, j, &quarter) }
      addCoefficient(j, point, isActive[point], from: since[point], to: event)
      since[point] = event
      time = event
      let before = path.speed(point, event)
      isActive[point].toggle()
      turn(&path, neuron: j, point: point, isActive: isActive[point], at: event)
      // Driven back by the new slope: it can neither stay nor pass.
      if before * path.speed(point, event) < 0 || events > 20 * n { return event }
    }
    while quarter <= 4 { addMargins(path, j, &quarter) }
    for k in 0..<n {
      addCoefficient(j, k, isActive[k], from: since[k], to: size)
      let end = path.ends[k]
      // Rounding must not contradict the pattern that was followed.
      preactivations.storage[span.lowerBound + k] =
        isActive[k] == (end > 0) ? end : (isActive[k] ? Double.leastNormalMagnitude : -0.0)
    }
    return nil
  }

  /// The first sign change after `time`, and its point.
  private func nextKink(
    _ path: Path, _ isActive: [Bool], after time: Double
  ) -> (Double, Int)? {
    var first: (Double, Int)?
    for k in isActive.indices where isActive[k] != (path.ends[k] > 0) {
      let limit = first?.0 ?? size
      // Only a kink before the earliest one so far is of interest.
      if first != nil, isActive[k] == (path.value(k, limit) > 0) { continue }
      let root = root(path, k, isActive: isActive[k], from: time, to: limit)
      if root < limit || first == nil { first = (root, k) }
    }
    return first
  }

  /// Newton's method inside a bracket: on the pattern's side at `low`, beyond at `high`.
  private func root(
    _ path: Path, _ k: Int, isActive: Bool, from low: Double, to high: Double
  ) -> Double {
    var low = low
    var high = high
    var s = low
    for _ in 0..<100 {
      let speed = path.speed(k, s)
      var next = speed != 0 ? s - path.value(k, s) / speed : 0.5 * (low + high)
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      if isActive == (path.value(k, next) > 0) { low = next } else { high = next }
      if abs(next - s) <= 1e-15 * size || high - low <= 1e-15 * size { return next }
      s = next
    }
    return s
  }

  /// Changes D_ij, and the cubics so that they go on from where they are.
  private func turn(
    _ path: inout Path, neuron j: Int, point i: Int, isActive: Bool, at s: Double
  ) {
    let n = problem.points
    let change = isActive ? 1 - problem.network.negativeSlope : problem.network.negativeSlope - 1
    let outer = problem.network.outerWeight * problem.network.sign(ofNeuron: j)
    let factor = change * outer * problem.labels[i]
    let p = (0..<3).map { factor * parabolas.coefficients[$0][i] / Double($0 + 1) }
    let moved = s * (p[0] + s * (p[1] + s * p[2]))
    let rest = size * (p[0] + size * (p[1] + size * p[2])) - moved
    problem.design.gram.storage.withUnsafeBufferPointer { gram in
      for k in 0..<n {
        let product = gram[k + i * n]
        path.constant[k] -= moved * product
        path.rates[0][k] += p[0] * product
        path.rates[1][k] += p[1] * product
        path.rates[2][k] += p[2] * product
        path.ends[k] += rest * product
      }
    }
  }

  /// b_ij += a_jỹ_iD_ij ∫v_i.
  private mutating func addCoefficient(
    _ j: Int, _ i: Int, _ isActive: Bool, from: Double, to: Double
  ) {
    let outer = problem.network.outerWeight * problem.network.sign(ofNeuron: j)
    let slope = isActive ? 1 : problem.network.negativeSlope
    let integral = parabolas.integral(i, to: to) - parabolas.integral(i, to: from)
    coefficients.storage[i + j * problem.points] += outer * problem.labels[i] * slope * integral
  }

  private mutating func addMargins(_ path: Path, _ j: Int, _ quarter: inout Int) {
    let s = size * Double(quarter) / 4
    let outer = problem.network.outerWeight * problem.network.sign(ofNeuron: j)
    let gamma = problem.network.negativeSlope
    for i in 0..<problem.points {
      let value = path.value(i, s)
      margins[quarter - 1][i] += problem.labels[i] * outer * (value > 0 ? value : gamma * value)
    }
    quarter += 1
  }
}
