// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The convex program that problem (5) becomes in the limit of many points: minimise ‖z‖² under one constraint for each observed label.
///
/// z = (√q₊ w₊, √q₋ v₋), each with three coordinates, has p⃗ = √q₊z₁ + γ√q₋z₂ and n⃗ = γ√q₊z₁ + √q₋z₂, so that no γ and no share of signs is a special
/// case. Newton's method on the optimality conditions finds the minimum, from a point inside that a barrier keeps away from the boundary. The problem is convex: a point that
/// meets the conditions with multipliers ≥ 0 is the solution, however it was found.
struct LawProgram {
  /// One label's points, and how p⃗ or n⃗ is made of z₁ and z₂.
  struct Part {
    let constraint: LawConstraint
    let weights: SIMD2<Double>

    func vector(_ z: Point) -> SIMD4<Double> { weights[0] * z.first + weights[1] * z.second }
  }

  /// z₁ and z₂; the last place of each is 0.
  struct Point {
    var first, second: SIMD4<Double>

    static func + (a: Point, b: Point) -> Point {
      Point(first: a.first + b.first, second: a.second + b.second)
    }
    static func * (factor: Double, a: Point) -> Point {
      Point(first: factor * a.first, second: factor * a.second)
    }
    func dot(_ other: Point) -> Double {
      (first * other.first).sum() + (second * other.second).sum()
    }
  }

  struct Solution {
    let point: Point
    /// One for each part, ≥ 0.
    let multipliers: [Double]
    /// How far the optimality conditions are from being met, relative.
    let residual: Double
  }

  let parts: [Part]
  /// The largest residual of a solution: a strong signal leaves fewer digits to κ − r c.
  private var tolerance: Double { 1e-11 * max(1, 1e-3 * (parts.first?.constraint.margin ?? 1)) }

  /// The solution, from a point that meets every constraint strictly; `nil` where none was found that the conditions confirm.
  func solution(from start: Point) -> Solution? {
    var z = start
    var weight = Double(2 * parts.count) / z.dot(z)
    for _ in 0..<20 {
      guard let centre = centred(z, weight) else { return nil }
      z = centre
      if let solution = confirmed(z, weight) { return solution }
      weight *= 30
    }
    return nil
  }

  /// About the minimiser of weight·‖z‖²/2 − Σ ln(−f), by Newton's method.
  private func centred(_ start: Point, _ weight: Double) -> Point? {
    var z = start
    guard var height = barrier(z, weight) else { return nil }
    for _ in 0..<50 {
      var system = NewtonSystem(diagonal: weight)
      var gradient = weight * z
      for part in parts {
        let value = part.constraint.value(part.vector(z))
        let inverse = -1 / value.value
        let pulled = part.pulled(value.gradient)
        gradient = gradient + inverse * pulled
        system.add(inverse, value.hessian, part.weights)
        system.add(square: inverse * pulled)
      }
      guard let inverse = NewtonSystem.Factor(system) else { return nil }
      let step = -1 * inverse.solution(gradient)
      let decrement = -gradient.dot(step)
      guard decrement > 0 else { return z }
      var length = 1.0
      var next: (Point, Double)?
      while length > 1e-10 {
        let trial = z + length * step
        if let new = barrier(trial, weight), new <= height - 0.1 * length * decrement {
          next = (trial, new)
          break
        }
        length /= 2
      }
      guard let found = next else { return z }
      (z, height) = found
      if decrement < 0.1 { return z }
    }
    return z
  }

  /// `nil` outside of the constraints.
  private func barrier(_ z: Point, _ weight: Double) -> Double? {
    var sum = 0.5 * weight * z.dot(z)
    for part in parts {
      let slack = -part.constraint.slack(part.vector(z))
      guard slack > 0 else { return nil }
      sum -= Double.log(slack)
    }
    return sum.isFinite ? sum : nil
  }

  /// The point to which Newton's method on the optimality conditions goes from here, if it goes to one that meets them.
  ///
  /// A constraint whose left side is nothing has no multiplier either: then it is the solution under the other one alone.
  private func confirmed(_ start: Point, _ weight: Double) -> Solution? {
    if let solution = confirmed(start, weight, active: parts.indices) { return solution }
    guard parts.count == 2 else { return nil }
    return confirmed(start, weight, active: 0..<1) ?? confirmed(start, weight, active: 1..<2)
  }

  private func confirmed(_ start: Point, _ weight: Double, active: Range<Int>) -> Solution? {
    var z = start
    var multipliers = parts.map { -1 / (weight * $0.constraint.slack($0.vector(z))) }
    for index in parts.indices where !active.contains(index) { multipliers[index] = 0 }
    var last = Double.infinity
    for _ in 0..<30 {
      let conditions = Conditions(of: parts, active, at: z, multipliers)
      let residual = conditions.residual
      guard residual.isFinite else { return nil }
      // It is at rest where the conditions cannot be met any better in these digits.
      if residual <= tolerance, residual <= 1e-15 || residual > 0.25 * last {
        return isMet(z)
          ? Solution(point: z, multipliers: multipliers, residual: residual) : nil
      }
      guard last == .infinity || residual <= 10 * last, let step = conditions.step else {
        return nil
      }
      last = residual
      z = z + step.point
      for (index, change) in zip(active, step.multipliers) { multipliers[index] += change }
      guard multipliers.allSatisfy({ $0 >= 0 }) else { return nil }
    }
    return nil
  }

  private func isMet(_ z: Point) -> Bool {
    parts.allSatisfy {
      let p = $0.vector(z)
      return $0.constraint.slack(p) <= tolerance * $0.constraint.size(p)
    }
  }

  /// The optimality conditions at one point: z + Σα∇f = 0, and f = 0 for each constraint that counts.
  private struct Conditions {
    /// How far they are from being met, relative.
    private(set) var residual = 0.0
    private var system = NewtonSystem(diagonal: 1)
    private var gradient: Point
    private var slopes: [Point] = []
    private var values: [Double] = []

    init(of parts: [Part], _ active: Range<Int>, at z: Point, _ multipliers: [Double]) {
      gradient = z
      for index in active {
        let (part, multiplier) = (parts[index], multipliers[index])
        let p = part.vector(z)
        let value = part.constraint.value(p)
        let pulled = part.pulled(value.gradient)
        gradient = gradient + multiplier * pulled
        system.add(multiplier, value.hessian, part.weights)
        slopes.append(pulled)
        values.append(value.value)
        residual = max(residual, abs(value.value) / part.constraint.size(p))
      }
      let rest = (gradient.dot(gradient) / z.dot(z)).squareRoot()
      residual = rest.isNaN ? rest : max(residual, rest)
    }

    /// Newton's step of z and of the multipliers.
    var step: (point: Point, multipliers: [Double])? {
      NewtonSystem.Factor(system)?.step(gradient, slopes, values)
    }
  }
}

extension LawProgram.Part {
  /// A gradient by p⃗ as one by z.
  fileprivate func pulled(_ gradient: SIMD4<Double>) -> LawProgram.Point {
    LawProgram.Point(first: weights[0] * gradient, second: weights[1] * gradient)
  }
}

/// A symmetric positive definite 6×6 matrix, and systems with it.
private struct NewtonSystem {
  /// Columns of three blocks of 3×3: z₁z₁, z₂z₁, z₂z₂.
  private var blocks: (Block, Block, Block)

  private typealias Block = (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)

  init(diagonal: Double) {
    let unit: Block = (
      SIMD4(diagonal, 0, 0, 0), SIMD4(0, diagonal, 0, 0), SIMD4(0, 0, diagonal, 0)
    )
    blocks = (unit, (.zero, .zero, .zero), unit)
  }

  private static func add(
    _ factor: Double, _ matrix: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>), to block: inout Block
  ) {
    block.0 += factor * matrix.0
    block.1 += factor * matrix.1
    block.2 += factor * matrix.2
  }

  /// Adds factor·JᵀMJ, p⃗ = J z.
  mutating func add(
    _ factor: Double, _ matrix: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>),
    _ weights: SIMD2<Double>
  ) {
    Self.add(factor * weights[0] * weights[0], matrix, to: &blocks.0)
    Self.add(factor * weights[0] * weights[1], matrix, to: &blocks.1)
    Self.add(factor * weights[1] * weights[1], matrix, to: &blocks.2)
  }

  /// Adds z zᵀ.
  mutating func add(square z: LawProgram.Point) {
    let first = (z.first[0] * z.first, z.first[1] * z.first, z.first[2] * z.first)
    let mixed = (z.first[0] * z.second, z.first[1] * z.second, z.first[2] * z.second)
    let second = (z.second[0] * z.second, z.second[1] * z.second, z.second[2] * z.second)
    Self.add(1, first, to: &blocks.0)
    Self.add(1, mixed, to: &blocks.1)
    Self.add(1, second, to: &blocks.2)
  }

  /// L of A = L Lᵀ.
  struct Factor {
    private var lower = [Double](repeating: 0, count: 36)

    /// `nil` where the matrix is not positive definite.
    init?(_ system: NewtonSystem) {
      let (a, b, c) = system.blocks
      let columns = [
        (a.0, b.0), (a.1, b.1), (a.2, b.2), (SIMD4(), c.0), (SIMD4(), c.1), (SIMD4(), c.2),
      ]
      for column in 0..<6 {
        for row in column..<6 {
          var sum = row < 3 ? columns[column].0[row] : columns[column].1[row - 3]
          for k in 0..<column { sum -= lower[6 * row + k] * lower[6 * column + k] }
          if row == column {
            guard sum > 0, sum.isFinite else { return nil }
            lower[6 * row + row] = sum.squareRoot()
          } else {
            lower[6 * row + column] = sum / lower[6 * column + column]
          }
        }
      }
    }

    /// A⁻¹b.
    func solution(_ right: LawProgram.Point) -> LawProgram.Point {
      var x = SIMD8<Double>()
      for row in 0..<6 {
        var sum = row < 3 ? right.first[row] : right.second[row - 3]
        for k in 0..<row { sum -= lower[6 * row + k] * x[k] }
        x[row] = sum / lower[6 * row + row]
      }
      for row in (0..<6).reversed() {
        var sum = x[row]
        for k in row + 1..<6 { sum -= lower[6 * k + row] * x[k] }
        x[row] = sum / lower[6 * row + row]
      }
      return LawProgram.Point(
        first: SIMD4(x[0], x[1], x[2], 0), second: SIMD4(x[3], x[4], x[5], 0))
    }

    /// Newton's step of z and of the multipliers, for conditions with these gradients and values.
    func step(
      _ gradient: LawProgram.Point, _ slopes: [LawProgram.Point], _ values: [Double]
    ) -> (point: LawProgram.Point, multipliers: [Double])? {
      let free = solution(gradient)
      let images = slopes.map(solution)
      // The Schur complement: (AᵀH⁻¹A) δα = f − AᵀH⁻¹g.
      let matrix = slopes.map { slope in images.map { slope.dot($0) } }
      let right = zip(values, slopes).map { $0 - $1.dot(free) }
      guard let multipliers = GaussianElimination.solve(matrix, right) else { return nil }
      let step = zip(multipliers, images).reduce(-1 * free) { $0 + -$1.0 * $1.1 }
      return (step, multipliers)
    }
  }
}
