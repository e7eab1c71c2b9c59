// SPDX-License-Identifier: Apache-2.0

/// A direction in the space of networks with one vector a sign: w_j = a_j p_s, p_s = Σ_i β^s_i x_i, s the sign of a_j.
///
/// Every limit of gradient descent that this laboratory computes has this form.
struct LimitDirection: Sendable {
  /// β⁺ and β⁻ (n each).
  let coefficients: [[Double]]
  /// ⟨p_s, x_i⟩ (n each).
  let products: [[Double]]
  /// ‖p_s‖².
  let squaredNorms: [Double]
  /// ‖Ŵ‖² = m a² (q₊‖p₊‖² + q₋‖p₋‖²).
  let squaredNorm: Double

  init(coefficients: [[Double]], in problem: TrainingProblem) {
    let products = coefficients.map { LinearAlgebra.product(problem.design.gram, $0) }
    let squaredNorms = zip(coefficients, products).map { LinearAlgebra.dot($0, $1) }
    let outer = problem.network.outerWeight
    self.coefficients = coefficients
    self.products = products
    self.squaredNorms = squaredNorms
    squaredNorm =
      outer * outer
      * zip(problem.signRanges, squaredNorms).reduce(0) { $0 + Double($1.0.count) * $1.1 }
  }

  /// Coefficients (n) of w̄ = q₊w₊ − q₋w₋, whose sign is the sign of the network everywhere.
  ///
  /// w₊ = a p₊ and w₋ = −a p₋, and φ is monotone and homogeneous, so f(x) = m a (q₊φ(⟨w₊,x⟩) − q₋φ(⟨w₋,x⟩)) is 0 just where
  /// q₊w₊ and q₋w₋ have equal products with x.
  func linearBoundary(in problem: TrainingProblem) -> [Double] {
    let positive = problem.network.positiveShare
    return zip(coefficients[0], coefficients[1]).map { positive * $0 + (1 - positive) * $1 }
  }
}
