// SPDX-License-Identifier: Apache-2.0

/// Whether a linear function through the origin, and so any network of this kind, can classify all points.
///
/// Decided by Z = ỹỹᵀ∘G, never by K₅, which "solves" data that no network separates.
enum Separability: Sendable, Equatable {
  /// Some w has ỹ_i⟨w, x_i⟩ > 0 for all i.
  case separable
  /// Some λ ≥ 0 with 1ᵀλ = 1 has ‖Σλ_iỹ_ix_i‖² = λᵀZλ ≤ 1e-12 · max Z_ii: 0 lies in the hull of the ỹ_i x_i.
  case inseparable
  /// Neither certificate was reached.
  case undecided

  static let certificate = 1e-12

  /// - Parameter candidate: coefficients of a vector that may separate, tried first because it is free.
  init(
    of problem: TrainingProblem, candidate: [Double], shouldStop: @escaping () -> Bool
  ) throws(CoreError) {
    let labels = problem.labels
    let values = LinearAlgebra.product(problem.design.gram, candidate)
    if zip(labels, values).allSatisfy({ $0 * $1 > 0 }) {
      self = .separable
      return
    }
    let z = problem.design.gram.scaled { labels[$0] * labels[$1] }
    let largest = (0..<z.rows).reduce(0) { max($0, z[$1, $1]) }
    let isInHull = { (multipliers: [Double]) -> Bool in
      let total = multipliers.reduce(0, +)
      let square = LinearAlgebra.dot(multipliers, LinearAlgebra.product(z, multipliers))
      return total > 0 && square <= Self.certificate * largest * total * total
    }
    var program = NonnegativeQuadraticProgram(z, shouldStop: shouldStop)
    program.isHopeless = isInHull
    let solution = try program.solve()
    if solution.margins.allSatisfy({ $0 > 0.5 }) {
      self = .separable
    } else {
      self = isInHull(solution.multipliers) ? .inseparable : .undecided
    }
  }
}
