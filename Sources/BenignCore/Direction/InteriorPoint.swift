// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// minimize ½ xᵀHx + gᵀx subject to Fx ≥ b, H ≥ 0 diagonal: a primal–dual interior-point method.
///
/// Mehrotra's predictor and corrector (1992), from points that need not be feasible. The normal equations H + FᵀDF are as wide as x, so
/// that many more constraints than coordinates, repeated constraints and badly scaled columns are no obstacles. The caller
/// looks at every iterate and decides when to end.
struct InteriorPoint {
  struct Program {
    let rows: ConstraintRows
    /// The diagonal of H (width of F).
    let curvature: [Double]
    /// g (width of F).
    let linear: [Double]
    /// b (one a constraint).
    let bounds: [Double]
  }

  let program: Program
  private(set) var x: [Double]
  /// s > 0, which Fx − b becomes.
  private(set) var slacks: [Double]
  /// λ > 0.
  private(set) var multipliers: [Double]
  private let transposedPoints: Matrix
  /// |F|, whose product with |x| tells what rounding does to Fx.
  private let sizes: ConstraintRows
  private let stop: StopSignal

  init(
    _ program: Program, x: [Double], slacks: [Double], multipliers: [Double],
    stop: StopSignal
  ) {
    (self.program, self.stop) = (program, stop)
    (self.x, self.slacks, self.multipliers) = (x, slacks, multipliers)
    transposedPoints = program.rows.points.transposed
    sizes = program.rows.absolute
  }

  /// Starts where Fx = b holds in the least squares, with slacks and multipliers of the size that this x suggests.
  init(_ program: Program, stop: StopSignal) throws(CoreError) {
    let n = program.rows.count
    self.init(
      program, x: [Double](repeating: 0, count: program.rows.width),
      slacks: [Double](repeating: 1, count: n), multipliers: [Double](repeating: 1, count: n),
      stop: stop)
    let system = try NormalEquations(self, weights: multipliers)
    if let system, let start = system.solve(program.rows.transposedProduct(program.bounds)) {
      x = start
    }
    let away = zip(program.rows.product(x), program.bounds).map { $0 - $1 }
    let size = away.reduce(program.bounds.max() ?? 1) { max($0, abs($1)) }
    slacks = away.map { max($0, 0) + 0.1 * size }
    let square = zip(x, program.curvature).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    let level = max(square, .leastNormalMagnitude) / slacks.reduce(0, +)
    multipliers = [Double](repeating: level, count: n)
  }

  /// xᵀHx.
  var square: Double { zip(x, program.curvature).reduce(0) { $0 + $1.0 * $1.0 * $1.1 } }
  /// λᵀs, which the method drives to 0.
  var complementarity: Double { LinearAlgebra.dot(multipliers, slacks) }

  private struct Residuals {
    /// Fx − s − b.
    let primal: [Double]
    /// Hx + g − Fᵀλ.
    let dual: [Double]
  }

  private struct Direction {
    let x: [Double]
    let slacks: [Double]
    let multipliers: [Double]
  }

  /// One step; `false` where rounding leaves none to take.
  ///
  /// - Complexity: one Cholesky factorization and one FᵀDF.
  mutating func advance() throws(CoreError) -> Bool {
    let weights = zip(multipliers, slacks).map { $0 / $1 }
    guard weights.allSatisfy(\.isFinite), let system = try NormalEquations(self, weights: weights)
    else { return false }
    let residuals = currentResiduals()
    let mean = complementarity / Double(slacks.count)
    let products = zip(slacks, multipliers).map { $0 * $1 }
    guard let predictor = direction(products, residuals, system) else { return false }
    let reach = longestStep(along: predictor)
    var ahead = 0.0
    for k in slacks.indices {
      ahead +=
        (slacks[k] + reach * predictor.slacks[k])
        * (multipliers[k] + reach * predictor.multipliers[k])
    }
    let ratio = ahead / Double(slacks.count) / mean
    let centre = ratio * ratio * ratio * mean
    let corrected = products.indices.map {
      products[$0] + predictor.slacks[$0] * predictor.multipliers[$0] - centre
    }
    guard let corrector = direction(corrected, residuals, system) else { return false }
    return move(along: corrector)
  }

  /// Fx − s − b, 0 where it is no more than what rounding leaves: divided by a small slack that would be the noise in λ.
  private func primalResidual(_ x: [Double], _ slacks: [Double]) -> [Double] {
    let image = program.rows.product(x)
    let terms = sizes.product(x.map(abs))
    return image.indices.map { k in
      let residual = image[k] - slacks[k] - program.bounds[k]
      let rounding = 4 * .ulpOfOne * (terms[k] + slacks[k] + program.bounds[k])
      return abs(residual) <= rounding ? 0 : residual
    }
  }

  /// The solution with equality in the active constraints and no others, to rounding: by the method of multipliers (Hestenes, 1969), whose
  /// penalties 10⁶ λ/b make each round shrink what is left by about that factor. Repeated constraints are no obstacle.
  ///
  /// - Returns: `nil` where the equations cannot be solved; multipliers may come out negative.
  func settled(on active: [Bool]) throws(CoreError) -> InteriorPoint? {
    let bounds = program.bounds
    // A constraint that has just become active has no multiplier of its own yet.
    let level = LinearAlgebra.dot(multipliers, bounds) / Double(bounds.count)
    let weights = bounds.indices.map {
      active[$0] ? 1e6 * max(multipliers[$0], level / bounds[$0]) / bounds[$0] : 0
    }
    guard weights.allSatisfy(\.isFinite), let system = try NormalEquations(self, weights: weights)
    else { return nil }
    var settled = self
    for k in bounds.indices where !active[k] { settled.multipliers[k] = 0 }
    let none = [Double](repeating: 0, count: bounds.count)
    for _ in 0..<12 {
      let pull = zip(weights, settled.primalResidual(settled.x, none)).map { $0 * $1 }
      let right = zip(settled.dualResidual(), program.rows.transposedProduct(pull)).map { -$0 - $1 }
      guard let x = system.solve(right) else { return nil }
      let image = program.rows.product(x)
      for k in x.indices { settled.x[k] += x[k] }
      for k in bounds.indices { settled.multipliers[k] -= pull[k] + weights[k] * image[k] }
    }
    return settled
  }

  private mutating func move(along direction: Direction) -> Bool {
    let relative = complementarity / max(square, .leastNormalMagnitude)
    let step = min(1 - 1e-6, max(0.95, 1 - relative) * longestStep(along: direction))
    guard step > 1e-14 else { return false }
    for k in x.indices { x[k] += step * direction.x[k] }
    for k in slacks.indices {
      slacks[k] += step * direction.slacks[k]
      multipliers[k] += step * direction.multipliers[k]
    }
    return true
  }

  private func currentResiduals() -> Residuals {
    Residuals(primal: primalResidual(x, slacks), dual: dualResidual())
  }

  /// Hx + g − Fᵀλ.
  private func dualResidual() -> [Double] {
    let pulled = program.rows.transposedProduct(multipliers)
    return x.indices.map { program.curvature[$0] * x[$0] + program.linear[$0] - pulled[$0] }
  }

  /// Newton's direction for λ∘s = the present products minus the given ones; `nil` where it is not finite.
  private func direction(
    _ products: [Double], _ residuals: Residuals, _ system: NormalEquations
  ) -> Direction? {
    let rows = program.rows
    let pull = slacks.indices.map {
      (products[$0] + multipliers[$0] * residuals.primal[$0]) / slacks[$0]
    }
    let right = zip(residuals.dual, rows.transposedProduct(pull)).map { -$0 - $1 }
    guard let x = system.solve(right) else { return nil }
    let moved = zip(rows.product(x), residuals.primal).map { $0 + $1 }
    let changes = slacks.indices.map {
      (-products[$0] - multipliers[$0] * moved[$0]) / slacks[$0]
    }
    guard moved.allSatisfy(\.isFinite), changes.allSatisfy(\.isFinite) else { return nil }
    return Direction(x: x, slacks: moved, multipliers: changes)
  }

  /// The largest step ≤ 1 that keeps s ≥ 0 and λ ≥ 0.
  private func longestStep(along direction: Direction) -> Double {
    var step = 1.0
    for k in slacks.indices {
      if direction.slacks[k] < 0 { step = min(step, -slacks[k] / direction.slacks[k]) }
      if direction.multipliers[k] < 0 {
        step = min(step, -multipliers[k] / direction.multipliers[k])
      }
    }
    return step
  }
}

extension InteriorPoint {
  /// (H + FᵀDF) x = r, by Cholesky on the matrix scaled to unit diagonal, with two refinements.
  fileprivate struct NormalEquations {
    private let factor: Cholesky
    private let scale: [Double]
    private let weights: [Double]
    private let program: Program

    /// `nil` where the matrix is not positive definite even with the least regularization.
    init?(_ method: InteriorPoint, weights: [Double]) throws(CoreError) {
      program = method.program
      self.weights = weights
      var matrix = try program.rows.normalMatrix(
        weights, transposedPoints: method.transposedPoints, stop: method.stop)
      let width = matrix.rows
      for k in 0..<width { matrix[k, k] += program.curvature[k] }
      let scale = (0..<width).map { matrix[$0, $0] > 0 ? 1 / matrix[$0, $0].squareRoot() : 1 }
      self.scale = scale
      guard scale.allSatisfy(\.isFinite) else { return nil }
      matrix = matrix.scaled { scale[$0] * scale[$1] }
      guard let factor = try Cholesky.regularized(matrix, stop: method.stop) else {
        return nil
      }
      self.factor = factor
    }

    func solve(_ right: [Double]) -> [Double]? {
      var solution = approximate(right)
      for _ in 0..<2 {
        let product = self.product(solution)
        let correction = approximate(zip(right, product).map { $0 - $1 })
        for k in solution.indices { solution[k] += correction[k] }
      }
      return solution.allSatisfy(\.isFinite) ? solution : nil
    }

    private func approximate(_ right: [Double]) -> [Double] {
      zip(factor.solve(zip(right, scale).map { $0 * $1 }), scale).map { $0 * $1 }
    }

    private func product(_ x: [Double]) -> [Double] {
      let weighted = zip(program.rows.product(x), weights).map { $0 * $1 }
      let pulled = program.rows.transposedProduct(weighted)
      return x.indices.map { program.curvature[$0] * x[$0] + pulled[$0] }
    }
  }
}

extension Cholesky {
  /// The factor of a matrix of unit diagonal, with the least multiple of the identity added for which there is one; `nil` beyond 1e-6.
  static func regularized(
    _ matrix: Matrix, stop: StopSignal
  ) throws(CoreError) -> Cholesky? {
    var addition = 0.0
    while addition < 1e-6 {
      var regular = matrix
      for k in 0..<matrix.rows { regular[k, k] += addition }
      if let factor = try Cholesky(regular, stop: stop) { return factor }
      addition = max(100 * addition, 1e-16)
    }
    return nil
  }
}
