// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// minimize ½‖v‖² subject to Fv ≥ 1: the largest margin, in the form of problem (5) and of the run's own limit.
///
/// Two methods serve it. Block pivoting on K = FFᵀ is fast and exact to rounding where K is regular and well scaled. An interior-point
/// method in scaled coordinates does the rest; the active set that it finds is then solved to rounding. Every
/// answer is certified in the points' own coordinates, never in their inner products, which know only half of the digits.
struct MarginProgram {
  /// The constraints on the points' coordinates.
  let rows: ConstraintRows
  /// The points' inner products (n×n).
  let gram: Matrix
  let stop: StopSignal

  struct Solution: Sendable {
    /// λ ≥ 0, one a constraint.
    let multipliers: [Double]
    /// v = Fᵀλ (width of F).
    let vector: [Double]
    let certificate: Certificate
  }

  /// How far from optimal an answer is.
  struct Certificate: Sendable, Equatable {
    /// The largest violation of a KKT condition, beyond what rounding explains: of min(F_kv − 1, λ_k/max λ) = 0 and of v = Fᵀλ, the latter
    /// relative to the largest entry of v, or to a coordinate's terms where these are larger.
    let residual: Double
    /// |1ᵀλ − ‖v‖²| / 1ᵀλ.
    let gap: Double

    var largest: Double { max(residual, gap) }
  }

  /// What became of the attempt. A solution that did not converge is not handed out.
  enum Outcome: Sendable {
    case converged(Solution)
    case unconverged(Certificate?)
  }

  /// Both parts of a certificate are at most this.
  static let tolerance = 1e-9
  /// An answer that rounding does not let become better.
  fileprivate static let excellent = 1e-13
  /// An answer of block pivoting that needs no second attempt.
  fileprivate static let good = 1e-11
  /// Exchanges of block pivoting, where 2 to 8 are usual; beyond them the interior-point method is the faster one.
  private static let mostExchanges = 60

  /// Whether F may have as many independent rows as it has rows; else K is singular.
  var isRegular: Bool { rows.count <= rows.parts * min(rows.points.rows, rows.points.columns) }

  /// Block pivoting alone: the quick answer, where it gives one. It may have one though no direction separates the data.
  func quickSolution() throws(CoreError) -> Solution? {
    try pivot().flatMap { $0.certificate.largest <= Self.good ? $0 : nil }
  }

  /// - Precondition: some v meets all constraints.
  /// - Complexity: O(n³) by block pivoting, O(width³ + n·width²) an interior step.
  func solve() throws(CoreError) -> Outcome {
    var best = try pivot()
    if let best, best.certificate.largest <= Self.good { return .converged(best) }
    let inner = try InnerSearch(self).best()
    if let inner, inner.certificate.largest < best?.certificate.largest ?? .infinity {
      best = inner
    }
    guard let best, best.certificate.largest <= Self.tolerance else {
      return .unconverged(best?.certificate)
    }
    return .converged(best)
  }

  /// By block pivoting on K scaled to unit diagonal; `nil` where K is singular, or the exchanges do not end.
  private func pivot() throws(CoreError) -> Solution? {
    guard isRegular else { return nil }
    let scale = rows.lengths(of: gram).map { 1 / $0 }
    guard scale.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    let kernel = rows.gram(of: gram, scaledBy: scale)
    var pivoting = BlockPivoting(matrix: kernel, stop: stop)
    guard let z = try pivoting.solve(target: scale, exchanges: Self.mostExchanges) else {
      return nil
    }
    let multipliers = zip(z, scale).map { max($0, 0) * $1 }
    return certified(multipliers: multipliers, vector: rows.transposedProduct(multipliers))
  }

  /// - Complexity: O(n·d).
  fileprivate func certified(multipliers: [Double], vector: [Double]) -> Solution {
    let total = multipliers.reduce(0, +)
    let square = LinearAlgebra.dot(vector, vector)
    let gap = total > 0 ? abs(total - square) / total : 1
    let residual = residual(multipliers: multipliers, vector: vector)
    let isNumber = residual.isFinite && gap.isFinite
    return Solution(
      multipliers: multipliers, vector: vector,
      certificate: Certificate(residual: isNumber ? residual : 1, gap: isNumber ? gap : 1))
  }

  private func residual(multipliers: [Double], vector: [Double]) -> Double {
    let largest = multipliers.max() ?? 0
    let margins = rows.product(vector)
    let violations = zip(margins, multipliers).map { margin, multiplier in
      abs(min(margin - 1, multiplier / largest))
    }
    let length = vector.reduce(0) { max($0, abs($1)) }
    let differences = zip(vector, rows.transposedProduct(multipliers)).map { abs($0 - $1) }
    let plain = max(violations.max() ?? 0, (differences.max() ?? 0) / length)
    if plain <= Self.excellent { return plain }
    // A coordinate in a small unit has large terms, of which little is left: its error is measured by them.
    let terms = Terms(rows, multipliers: multipliers, vector: vector)
    var residual = 0.0
    for (k, size) in terms.margins.enumerated() {
      let rounding = 8 * size * .ulpOfOne
      // Rounding that is no longer small explains nothing, unless the margin is beyond it.
      let isExplained = rounding <= 1e-6 || margins[k] - 1 > rounding
      residual = max(residual, isExplained ? violations[k] - rounding : 1)
    }
    for (difference, size) in zip(differences, terms.vector) {
      residual = max(residual, difference / max(length, size))
    }
    return residual
  }

  /// The sums of the terms' sizes in F v (one a constraint) and in Fᵀλ (width).
  private struct Terms {
    let margins: [Double]
    let vector: [Double]

    init(_ rows: ConstraintRows, multipliers: [Double], vector: [Double]) {
      let absolute = rows.absolute
      margins = absolute.product(vector.map(abs))
      self.vector = absolute.transposedProduct(multipliers)
    }
  }
}

/// The interior-point method on scaled points, and the exact solution on the active set that it finds.
private struct InnerSearch {
  private let program: MarginProgram
  private let scaled: ScaledPoints
  private let interior: InteriorPoint.Program
  /// The power of two that brings each constraint's row to about unit length.
  private let rowExponents: [Int]
  /// The largest exponent of a row, and that of a column.
  private let rowTop: Int
  private let columnTop: Int

  /// Steps at most, and steps without a better certificate.
  private static let mostSteps = 200
  private static let patience = 25

  init(_ program: MarginProgram) {
    self.program = program
    let scaled = ScaledPoints(program.rows.points)
    self.scaled = scaled
    // Where all neurons have one sign, a row is γ times as long as its point, or as long.
    let balanced = program.rows.balanced
    let rowExponents = zip(program.rows.owners, balanced.exponents).map {
      scaled.rowExponents[$0] + $1
    }
    let rowTop = rowExponents.max() ?? 0
    let columnTop = scaled.columnExponents.max() ?? 0
    let bounds = rowExponents.map { 1.0.timesPowerOfTwo($0 - rowTop) }
    let curvature = scaled.columnExponents.map { 1.0.timesPowerOfTwo(2 * ($0 - columnTop)) }
    var rows = balanced.rows
    rows.points = scaled.points
    interior = InteriorPoint.Program(
      rows: rows, curvature: (0..<rows.parts).flatMap { _ in curvature },
      linear: [Double](repeating: 0, count: rows.width), bounds: bounds)
    self.rowExponents = rowExponents
    self.rowTop = rowTop
    self.columnTop = columnTop
  }

  /// The best of the iterates and of the exact solutions on the active sets that they name.
  func best() throws(CoreError) -> MarginProgram.Solution? {
    var method = try InteriorPoint(interior, stop: program.stop)
    var best: (error: Double, method: InteriorPoint)?
    var idle = 0
    var (attempts, lastAttempt) = (0, Double.infinity)
    for _ in 0..<Self.mostSteps {
      try program.stop.check()
      let error = error(of: method)
      if let known = best, error > 0.99 * known.error {
        // Far from the end the errors rise and fall; near it they stand still once rounding is all that is left.
        idle += known.error < 1e-3 ? 1 : 0
      } else {
        best = (error, method)
        idle = 0
      }
      // Half way the active set may be the right one already.
      if error < 1e-5, idle == 0, attempts < 2, error < 1e-3 * lastAttempt {
        attempts += 1
        lastAttempt = error
        if let exact = try settled(from: method),
          exact.certificate.largest <= MarginProgram.good
        {
          return exact
        }
      }
      // What is left once λᵀs is this small is rounding, in the iterates though not in what they say of the active set.
      let isNear = method.complementarity <= 1e-14 * method.square
      guard !isNear, idle <= Self.patience, try method.advance() else { break }
    }
    guard let best else { return nil }
    var found = solution(of: best.method)
    for iterate in [method, best.method] where found.certificate.largest > MarginProgram.excellent {
      if let exact = try settled(from: iterate),
        exact.certificate.largest < found.certificate.largest
      {
        found = exact
      }
    }
    return found
  }

  /// The exact solution on the active set of an iterate, after some exchanges where that set is not the right one yet.
  private func settled(from iterate: InteriorPoint) throws(CoreError) -> MarginProgram.Solution? {
    var active = active(in: iterate)
    var best: MarginProgram.Solution?
    for _ in 0..<8 {
      try program.stop.check()
      guard let settled = try iterate.settled(on: active) else { break }
      let found = solution(of: settled)
      if found.certificate.largest < best?.certificate.largest ?? .infinity { best = found }
      if found.certificate.largest <= MarginProgram.excellent { break }
      let image = interior.rows.product(settled.x)
      let next = active.indices.map { k in
        active[k]
          ? settled.multipliers[k] > 0 : image[k] < (1 - 1e-12) * interior.bounds[k]
      }
      if next == active { break }
      active = next
    }
    return best
  }

  /// The largest of the relative gap and the relative violations, in scaled coordinates.
  private func error(of method: InteriorPoint) -> Double {
    let rows = interior.rows
    let image = rows.product(method.x)
    let pulled = rows.transposedProduct(method.multipliers)
    var primal = 0.0
    for (value, bound) in zip(image, interior.bounds) where value < bound {
      primal = max(primal, (bound - value) / bound)
    }
    var size = Double.leastNormalMagnitude
    var dual = 0.0
    for k in method.x.indices {
      let entry = interior.curvature[k] * method.x[k]
      size = max(size, abs(entry))
      dual = max(dual, abs(entry - pulled[k]))
    }
    let gap = method.complementarity / max(method.square, .leastNormalMagnitude)
    let error = max(primal, dual / size, gap)
    return error.isNaN ? .infinity : error
  }

  /// Constraints whose share of 1ᵀλ is larger than their slack.
  private func active(in method: InteriorPoint) -> [Bool] {
    let total = LinearAlgebra.dot(method.multipliers, interior.bounds)
    return interior.bounds.indices.map {
      method.multipliers[$0] * interior.bounds[$0] / total
        > method.slacks[$0] / interior.bounds[$0]
    }
  }

  /// v_k = 2^(R + c_k) x_k and λ_i = 2^(R + 2C + r_i) λ̂_i with R and C the largest row and column exponents.
  private func solution(of method: InteriorPoint) -> MarginProgram.Solution {
    let width = scaled.points.columns
    let vector = (0..<interior.rows.parts).flatMap { part in
      scaled.vector(method.x[part * width..<(part + 1) * width], exponent: rowTop)
    }
    let multipliers = zip(rowExponents, method.multipliers).map { exponent, multiplier in
      max(multiplier, 0).timesPowerOfTwo(rowTop + 2 * columnTop + exponent)
    }
    return program.certified(multipliers: multipliers, vector: vector)
  }
}
