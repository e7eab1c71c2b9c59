// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// A classifier, asked point by point whether it is wrong.
enum PointClassifier: Sendable {
  /// f(·; W) by its weights (m×d), outer weights (m) and slope.
  case network(weights: Matrix, outer: [Double], slope: Double)
  /// sign⟨w, ·⟩ (d).
  case linear([Double])

  private static let stretch = 512

  /// A limit of training: linear, unless γ = 0.
  init(_ limit: LimitDirection, in problem: TrainingProblem) {
    guard problem.network.isReLU else {
      self = .linear(limit.linearBoundary(in: problem).scaled)
      return
    }
    let d = limit.vectors[0].count
    var weights = Matrix(rows: 2, columns: d)
    for k in 0..<d { (weights[0, k], weights[1, k]) = (limit.vectors[0][k], -limit.vectors[1][k]) }
    let shares = problem.signShares
    self = .network(weights: weights.scaled, outer: [shares[0], -shares[1]], slope: 0)
  }

  /// y f(x) of the points v + μ (label +1) and v − μ (label −1), two for each row v of `noise`.
  func margins(
    around mean: [Double], noise: Matrix, stop: StopSignal
  ) throws(CoreError) -> [Double] {
    let centre = Matrix(rows: 1, columns: mean.count, storage: mean)
    var margins = [Double]()
    margins.reserveCapacity(2 * noise.rows)
    for start in stride(from: 0, to: noise.rows, by: Self.stretch) {
      try stop.check()
      let rows = noise.rows(start..<min(start + Self.stretch, noise.rows))
      let (positive, negative) = values(rows, shift: centre)
      for (a, b) in zip(positive, negative) {
        margins.append(a)
        margins.append(-b)
      }
    }
    return margins
  }

  /// How many points have y f ≤ 0.
  func wrong(
    points: Matrix, labels: [Double], stop: StopSignal
  ) throws(CoreError) -> Int {
    let centre = Matrix(rows: 1, columns: points.columns)
    var count = 0
    for start in stride(from: 0, to: points.rows, by: Self.stretch) {
      try stop.check()
      let range = start..<min(start + Self.stretch, points.rows)
      let (values, _) = values(points.rows(range), shift: centre)
      count += zip(values, labels[range]).count { $0 * $1 <= 0 }
    }
    return count
  }

  /// The classifier's values at v + s and v − s for each row v.
  private func values(_ rows: Matrix, shift: Matrix) -> (plus: [Double], minus: [Double]) {
    switch self {
    case .linear(let weights):
      let values = LinearAlgebra.product(rows, weights)
      let along = LinearAlgebra.dot(weights, shift.storage)
      return (values.map { $0 + along }, values.map { $0 - along })
    case .network(let weights, let outer, let slope):
      let products = LinearAlgebra.product(rows, weights, .second)
      let along = LinearAlgebra.product(shift, weights, .second).storage
      var plus = [Double](repeating: 0, count: rows.rows)
      var minus = plus
      for (j, weight) in outer.enumerated() {
        let (low, shift) = (weight * slope, along[j])
        for i in 0..<rows.rows {
          let h = products.storage[i + j * rows.rows]
          plus[i] += (h + shift > 0 ? weight : low) * (h + shift)
          minus[i] += (h - shift > 0 ? weight : low) * (h - shift)
        }
      }
      return (plus, minus)
    }
  }
}
