// SPDX-License-Identifier: Apache-2.0

/// The neurons of one sign by their mean w̄ and their deviations from it, from which every cheap number of W follows.
///
/// All is formed from differences of coefficients, so that neurons keep their digits however close to each other they are. While
/// the sign has one pattern every step adds the same vector to all of its neurons, and only w̄ moves: see `moved`.
struct SignGeometry {
  /// m_s.
  let count: Int
  /// ⟨w̄(0), x_i⟩ (n).
  let initialField: [Double]
  /// ‖w̄(0)‖².
  let squaredInitial: Double
  /// b̄, with w̄ = w̄(0) + Σ_i b̄_i x_i (n).
  private(set) var coefficients: [Double]
  /// ⟨w̄, x_i⟩ (n).
  private(set) var field: [Double]
  /// ⟨w_j − w̄, x_i⟩ (n×m_s).
  let deviations: Matrix
  /// ‖w_j − w̄‖² (m_s).
  let squaredDistances: [Double]
  /// ⟨w_j − w̄, w̄⟩ (m_s).
  private(set) var overlaps: [Double]
  /// ‖w_j‖² (m_s).
  private(set) var squaredNorms: [Double]

  /// ‖w̄‖².
  var squaredMean: Double {
    max(
      squaredInitial + LinearAlgebra.dot(coefficients, initialField)
        + LinearAlgebra.dot(coefficients, field), 0)
  }

  /// Σ_j ‖w_j − w̄‖².
  var spread: Double { squaredDistances.reduce(0, +) }

  /// Σ_j ‖w_j‖².
  var squaredNorm: Double { Double(count) * squaredMean + spread }

  /// The same neurons, all moved by Σ_i q_i x_i.
  ///
  /// - Parameter image: ⟨Σ_k q_k x_k, x_i⟩ (n).
  /// - Complexity: O(nm_s), by one product with a matrix.
  func moved(by q: [Double], image: [Double]) -> SignGeometry {
    var moved = self
    let along = LinearAlgebra.product(deviations, q, .first)
    let ofMean = 2 * LinearAlgebra.dot(q, field) + LinearAlgebra.dot(q, image)
    for j in along.indices {
      moved.overlaps[j] += along[j]
      moved.squaredNorms[j] = max(squaredNorms[j] + 2 * along[j] + ofMean, 0)
    }
    for i in q.indices {
      moved.coefficients[i] += q[i]
      moved.field[i] += image[i]
    }
    return moved
  }

  /// Largest 1 − cos(w_j, w̄); `nil` where w̄ or every w_j is 0.
  var dispersion: Double? {
    let square = squaredMean
    guard square > 0 else { return nil }
    var largest: Double?
    for j in 0..<count where squaredNorms[j] > 0 {
      let overlap = overlaps[j]
      let angle = Alignment.Angle(
        product: square + overlap, squaredNorms: square * squaredNorms[j],
        squaredSine: (squaredDistances[j] - overlap * overlap / square) / squaredNorms[j])
      largest = max(largest ?? 0, angle?.misalignment ?? 0)
    }
    return largest
  }
}
