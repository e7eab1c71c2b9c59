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

  /// y f(x) of two points for each row v of `noise`, v + m_c for the clusters c that are picked.
  ///
  /// - Parameters:
  ///   - centres: m_c with its label (d each, the constant coordinate included, which `noise` need not have).
  ///   - pick: the numbers of a row's two clusters.
  func margins(
    around centres: [(point: [Double], label: Double)], noise: Matrix,
    pick: (_ row: Int) -> (Int, Int), stop: StopSignal
  ) throws(CoreError) -> [Double] {
    let shifts = centres.map { along($0.point) }
    var margins = [Double]()
    margins.reserveCapacity(2 * noise.rows)
    for start in stride(from: 0, to: noise.rows, by: Self.stretch) {
      try stop.check()
      let range = start..<min(start + Self.stretch, noise.rows)
      let picks = range.map(pick)
      let products = products(noise.rows(range))
      let first = values(products, shifts: shifts, picks.map(\.0))
      let second = values(products, shifts: shifts, picks.map(\.1))
      for (row, pick) in picks.enumerated() {
        margins.append(centres[pick.0].label * first[row])
        margins.append(centres[pick.1].label * second[row])
      }
    }
    return margins
  }

  /// How many points have y f ≤ 0.
  func wrong(
    points: Matrix, labels: [Double], stop: StopSignal
  ) throws(CoreError) -> Int {
    let shifts = [along([Double](repeating: 0, count: points.columns))]
    var count = 0
    for start in stride(from: 0, to: points.rows, by: Self.stretch) {
      try stop.check()
      let range = start..<min(start + Self.stretch, points.rows)
      let values = values(
        products(points.rows(range)), shifts: shifts, [Int](repeating: 0, count: range.count))
      count += zip(values, labels[range]).count { $0 * $1 <= 0 }
    }
    return count
  }

  /// ⟨w_j, point⟩ of each vector w_j of the classifier (m, or one).
  private func along(_ point: [Double]) -> [Double] {
    switch self {
    case .linear(let weights): [LinearAlgebra.dot(weights, point)]
    case .network(let weights, _, _):
      LinearAlgebra.product(
        Matrix(rows: 1, columns: point.count, storage: point), weights, .second
      ).storage
    }
  }

  /// ⟨w_j, row⟩ (rows × m, or × 1), by the coordinates that the rows have.
  private func products(_ rows: Matrix) -> Matrix {
    switch self {
    case .linear(let weights):
      let values = LinearAlgebra.product(rows, Array(weights.prefix(rows.columns)))
      return Matrix(rows: rows.rows, columns: 1, storage: values)
    case .network(let weights, _, _):
      return LinearAlgebra.product(rows, weights.leadingColumns(rows.columns), .second)
    }
  }

  /// The classifier's values at row + s, s the shift that is picked for the row.
  private func values(_ products: Matrix, shifts: [[Double]], _ picks: [Int]) -> [Double] {
    switch self {
    case .linear: return zip(products.storage, picks).map { $0 + shifts[$1][0] }
    case .network(_, let outer, let slope):
      let n = products.rows
      var values = [Double](repeating: 0, count: n)
      let isOne = picks.allSatisfy { $0 == picks[0] }
      for (j, weight) in outer.enumerated() {
        let low = weight * slope
        if isOne {
          let shift = shifts[picks[0]][j]
          for i in 0..<n {
            let h = products.storage[i + j * n] + shift
            values[i] += (h > 0 ? weight : low) * h
          }
        } else {
          for i in 0..<n {
            let h = products.storage[i + j * n] + shifts[picks[i]][j]
            values[i] += (h > 0 ? weight : low) * h
          }
        }
      }
      return values
    }
  }
}

extension Matrix {
  /// The first columns.
  fileprivate func leadingColumns(_ count: Int) -> Matrix {
    count == columns
      ? self : Matrix(rows: rows, columns: count, storage: Array(storage.prefix(count * rows)))
  }
}
