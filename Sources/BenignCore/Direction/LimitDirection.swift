// SPDX-License-Identifier: Apache-2.0

/// A direction in the space of networks with one vector a sign: w_j = p₊ where a_j > 0, w_j = −p₋ where a_j < 0.
///
/// Every limit of gradient descent that this laboratory computes has this form. The direction has length 1, Σ_s m_s‖p_s‖² = 1, so that
/// no unit of the features and no |a_j| makes its numbers too large or too small.
struct LimitDirection: Sendable {
  /// p₊ and p₋ in the design's coordinates (d each).
  let vectors: [[Double]]
  /// β⁺ and β⁻ (n each), p_s = Σ_i β^s_i x_i.
  let coefficients: [[Double]]
  /// ⟨p_s, x_i⟩ (n each).
  let products: [[Double]]
  /// How far each ⟨p_s, x_i⟩ may be from the true one (n each), by the certificate of the solution.
  let uncertainties: [[Double]]
  /// ‖p_s‖².
  let squaredNorms: [Double]

  init(
    vectors: [[Double]], coefficients: [[Double]], products: [[Double]], uncertainties: [[Double]]
  ) {
    self.vectors = vectors
    self.coefficients = coefficients
    self.products = products
    self.uncertainties = uncertainties
    squaredNorms = vectors.map { LinearAlgebra.dot($0, $0) }
  }

  /// w̄ = q₊w₊ − q₋w₋ in the design's coordinates (d), whose sign is the sign of the network everywhere.
  ///
  /// w₊ = p₊ and w₋ = −p₋, and φ is monotone and homogeneous, so f(x) = m a (q₊φ(⟨w₊,x⟩) − q₋φ(⟨w₋,x⟩)) is 0 just where
  /// q₊w₊ and q₋w₋ have equal products with x. With γ = 0 f is 0 also where ⟨w₊,x⟩ and ⟨w₋,x⟩ are both ≤ 0.
  func linearBoundary(in problem: TrainingProblem) -> [Double] {
    let positive = problem.network.positiveShare
    return zip(vectors[0], vectors[1]).map { positive * $0 + (1 - positive) * $1 }
  }
}
