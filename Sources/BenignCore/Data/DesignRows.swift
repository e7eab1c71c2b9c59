// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// What a design is put together from: rows without labels and mean, in the design's coordinates.
struct DesignRows {
  /// Σ^{½}ξ, without σ (n×d).
  var noise: Matrix
  /// W(0)/init (m×d).
  let neurons: Matrix
  /// μ/‖μ‖ (d).
  let meanDirection: [Double]
  /// Σ along each coordinate, σ² included (d).
  let variances: [Double]

  /// Draws the labels and adds the means: x_i = y_i μ + σ P Σ^{½} ξ_i.
  ///
  /// - Throws: `.invalid` where a point's squared length overflows, `.interrupted`.
  /// - Complexity: O(n²d) for the Gram matrix.
  func design(of mixture: Mixture, stop: StopSignal) throws(CoreError) -> Design {
    let labels = LabelSampler(mixture).sample()
    var points = noise
    points.placeNoise(
      direction: meanDirection, level: mixture.noiseLevel, isProjected: mixture.isOrthogonal)
    for column in meanDirection.indices where meanDirection[column] != 0 {
      for row in 0..<points.rows {
        points[row, column] += labels.clean[row] * mixture.meanNorm * meanDirection[column]
      }
    }
    let gram = try LinearAlgebra.gram(points, stop: stop)
    guard gram.hasFiniteDiagonal else { throw mixture.overflow }
    return Design(
      cleanLabels: labels.clean, labels: labels.observed, points: points, neurons: neurons,
      mean: meanDirection.map { $0 * mixture.meanNorm }, variances: variances,
      isOrthogonal: mixture.isOrthogonal,
      gram: gram)
  }
}

extension Mixture {
  /// That the points are too long, at the setting that makes them so.
  fileprivate var overflow: CoreError {
    let key = !(meanNorm * meanNorm).isFinite ? "mu" : covariance == .isotropic ? "noise" : "cov"
    return .invalid(key: key, reason: "the points are so long that their squares overflow")
  }
}

extension Matrix {
  /// Whether no row of a Gram matrix' points is so long that its square overflows; ⟨x_i, x_k⟩ is then finite too.
  var hasFiniteDiagonal: Bool { (0..<rows).allSatisfy { self[$0, $0].isFinite } }
}

extension Matrix {
  /// Makes σ P v of each row v; P projects orthogonally to the unit vector `direction`, or is the identity.
  mutating func placeNoise(direction: [Double], level: Double, isProjected: Bool) {
    if level != 1 {
      for index in storage.indices { storage[index] *= level }
    }
    guard isProjected else { return }
    let along = LinearAlgebra.product(self, direction)
    for column in direction.indices where direction[column] != 0 {
      for row in 0..<rows { self[row, column] -= along[row] * direction[column] }
    }
  }
}
