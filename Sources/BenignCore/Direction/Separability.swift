// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Whether a linear function through the origin, and so any network of this kind, can classify all points; with a proof either way.
///
/// It is decided in the points' coordinates, with rows and columns scaled to about unit length: neither changes the answer. Problem (5)
/// cannot decide it, since it has solutions for data that no network separates.
struct Separability: Sendable, Equatable {
  /// Whether they can, or `nil` where neither proof was reached.
  let answer: Bool?
  /// The largest least margin min_i ỹ_i⟨w, x̂_i⟩/‖w‖ that was found, x̂_i the scaled points of unit length, less what rounding may add to it.
  /// Separable data have a positive one.
  let margin: Double
  /// The least ‖Σλ_iỹ_ix̂_i‖ that was found, with λ ≥ 0 and 1ᵀλ = 1. It is 0 up to rounding where the data are not separable.
  let distance: Double

  /// A distance that rounding explains.
  private static let negligible = 1e-14

  private init(answer: Bool?, margin: Double, distance: Double) {
    self.answer = answer
    self.margin = margin
    self.distance = distance
  }

  /// - Parameter candidate: a vector (d) that may separate, tried first because it is free.
  init(
    of problem: TrainingProblem, candidate: [Double]?, stop: StopSignal
  ) throws(CoreError) {
    let points = problem.design.points
    let hasZero = points.largestOfRows.contains(0)
    if hasZero || points.rows == 0 {
      // A point at the origin is on no side.
      self.init(answer: !hasZero, margin: hasZero ? 0 : 1, distance: hasZero ? 0 : 1)
      return
    }
    if let candidate {
      let margin = points.leastMargin(of: candidate, labels: problem.labels)
      if margin > 0 {
        self.init(answer: true, margin: margin, distance: margin)
        return
      }
    }
    self = try HullSearch(of: points, labels: problem.labels, stop: stop).result()
  }

  /// The point of the hull of the ỹ_ix̂_i that is nearest to the origin: minimize ½‖w‖² − t subject to ỹ_i⟨w, x̂_i⟩ ≥ t.
  private struct HullSearch {
    private let given: Matrix
    private let scaled: ScaledPoints
    private let labels: [Double]
    private let stop: StopSignal

    private var points: Matrix { scaled.points }

    init(of points: Matrix, labels: [Double], stop: StopSignal) {
      given = points
      scaled = ScaledPoints(points)
      self.labels = labels
      self.stop = stop
    }

    func result() throws(CoreError) -> Separability {
      var method = start
      var margin = -Double.infinity
      var distance = Double.infinity
      for _ in 0..<200 {
        try stop.check()
        margin = max(margin, leastMargin(of: Array(method.x.dropLast())))
        if margin > 0 { return Separability(answer: true, margin: margin, distance: distance) }
        let weights = Hull(method.multipliers, points, labels)
        distance = min(distance, weights.distance)
        if weights.distance < 1e-3 {
          distance = min(distance, try weights.polished(stop: stop).distance)
          if distance <= Separability.negligible { break }
        }
        guard method.complementarity > 1e-34, try method.advance() else { break }
      }
      if distance > Separability.negligible {
        distance = min(distance, try leastOnFaces(method.multipliers))
        margin = max(margin, leastMargin(of: Hull(method.multipliers, points, labels).point))
      }
      let answer = margin > 0 ? true : distance <= Separability.negligible ? false : nil
      return Separability(answer: answer, margin: margin, distance: distance)
    }

    /// With t = −1 and w = 0 every slack is 1, and equal weights balance t.
    private var start: InteriorPoint {
      let (n, d) = (points.rows, points.columns)
      // t is one more coordinate of each point, which its label turns into −1.
      var extended = Matrix(rows: n, columns: d + 1)
      extended.storage.replaceSubrange(0..<n * d, with: points.storage)
      for i in 0..<n { extended[i, d] = -labels[i] }
      let rows = ConstraintRows(
        points: extended, owners: Array(0..<n), coefficients: [labels])
      let zeros = [Double](repeating: 0, count: d)
      let program = InteriorPoint.Program(
        rows: rows, curvature: [Double](repeating: 1, count: d) + [0], linear: zeros + [-1],
        bounds: [Double](repeating: 0, count: n))
      return InteriorPoint(
        program, x: zeros + [-1], slacks: [Double](repeating: 1, count: n),
        multipliers: [Double](repeating: 1 / Double(n), count: n), stop: stop)
    }

    /// Positive only where w separates the points as they are given: in rounded coordinates two parallel points have different directions, and what
    /// separates those is no proof.
    private func leastMargin(of w: [Double]) -> Double {
      let margin = points.leastMargin(of: w, labels: labels)
      guard margin > 0, scaled.areRounded else { return margin }
      let vector = scaled.vector(w[...], exponent: 0)
      return given.leastMargin(of: vector, labels: labels) > 0 ? margin : 0
    }

    /// Where the origin lies on a face of the hull, as with two equal points of different labels, only some weights are not 0.
    private func leastOnFaces(_ multipliers: [Double]) throws(CoreError) -> Double {
      let largest = multipliers.max() ?? 0
      var least = Double.infinity
      for share in [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6] {
        let face = multipliers.map { $0 > share * largest ? $0 : 0 }
        let polished = try Hull(face, points, labels).polished(stop: stop)
        least = min(least, polished.distance)
        if least <= Separability.negligible { break }
      }
      return least
    }
  }

  /// Σλ_iỹ_ix̂_i with λ ≥ 0 and 1ᵀλ = 1.
  private struct Hull {
    let weights: [Double]
    let point: [Double]
    private let points: Matrix
    private let labels: [Double]

    init(_ multipliers: [Double], _ points: Matrix, _ labels: [Double]) {
      let total = multipliers.reduce(0, +)
      weights = multipliers.map { $0 / total }
      self.points = points
      self.labels = labels
      point = LinearAlgebra.product(points, zip(weights, labels).map { $0 * $1 }, .first)
    }

    var distance: Double { LinearAlgebra.dot(point, point).squareRoot() }

    /// The weights moved, each in proportion to itself, so that the point comes nearest to the origin; repeated while that helps.
    func polished(stop: StopSignal) throws(CoreError) -> Hull {
      var best = self
      for _ in 0..<5 {
        var scaled = points.transposed
        for i in 0..<scaled.columns {
          let root = best.weights[i].squareRoot()
          for k in i * scaled.rows..<(i + 1) * scaled.rows { scaled.storage[k] *= root }
        }
        let normal = try LinearAlgebra.gram(scaled, stop: stop)
        let scale = (0..<normal.rows).map {
          normal[$0, $0] > 0 ? 1 / normal[$0, $0].squareRoot() : 1
        }
        guard
          let factor = try Cholesky.regularized(
            normal.scaled { scale[$0] * scale[$1] }, stop: stop)
        else { break }
        let right = zip(best.point, scale).map { $0 * $1 }
        let shift = zip(factor.solve(right), scale).map { $0 * $1 }
        let images = LinearAlgebra.product(points, shift)
        let moved = best.weights.indices.map {
          best.weights[$0] * (1 - labels[$0] * images[$0])
        }
        guard moved.allSatisfy({ $0 >= 0 }) else { break }
        let next = Hull(moved, points, labels)
        guard next.distance < best.distance else { break }
        best = next
        if best.distance <= Separability.negligible { break }
      }
      return best
    }
  }
}

extension Matrix {
  /// max_k |x_ik| of each row.
  fileprivate var largestOfRows: [Double] {
    var largest = [Double](repeating: 0, count: rows)
    for j in 0..<columns {
      for i in 0..<rows { largest[i] = max(largest[i], abs(self[i, j])) }
    }
    return largest
  }

  /// min_i ỹ_i⟨w, x_i⟩/(‖w‖‖x_i‖), less what rounding may have added to each product.
  fileprivate func leastMargin(of w: [Double], labels: [Double]) -> Double {
    let size = w.reduce(0) { max($0, abs($1)) }
    guard size > 0, size.isFinite else { return -.infinity }
    let unit = w.map { $0 / size }
    var margins = [Double](repeating: 0, count: rows)
    var terms = margins
    let largest = largestOfRows
    var squares = margins
    for j in 0..<columns {
      for i in 0..<rows {
        let entry = self[i, j] / largest[i]
        let term = unit[j] * entry
        margins[i] += term
        terms[i] += abs(term)
        squares[i] += entry * entry
      }
    }
    let length = LinearAlgebra.dot(unit, unit).squareRoot()
    let rounding = Double(columns + 4) * .ulpOfOne
    return margins.indices.reduce(.infinity) { least, i in
      let margin = labels[i] * margins[i] - rounding * terms[i]
      return min(least, margin / (length * squares[i].squareRoot()))
    }
  }
}
