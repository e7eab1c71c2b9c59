// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// What a design is put together from: rows without labels and mean, in the design's coordinates.
struct DesignRows {
  /// Σ^{½}ξ, without σ (n×d).
  var noise: Matrix
  /// W(0)/init (m×d).
  let neurons: Matrix
  /// μ_k/‖μ‖ (d each).
  let meanDirections: [[Double]]
  /// Σ along each coordinate, σ² included (d).
  let variances: [Double]

  /// Draws the labels and adds the means: x_i = m_c + σ P Σ^{½} ξ_i, where m_c = ±μ_k for the cluster c of point i.
  ///
  /// - Throws: `.invalid` where a point's squared length overflows, `.interrupted`.
  /// - Complexity: O(n²d) for the Gram matrix.
  func design(of mixture: Mixture, stop: StopSignal) throws(CoreError) -> Design {
    let labels = LabelSampler(mixture).sample()
    var points = noise
    points.placeNoise(
      directions: mixture.isOrthogonal ? meanDirections : [], level: mixture.noiseLevel)
    for column in 0..<points.columns where meanDirections.contains(where: { $0[column] != 0 }) {
      for (row, cluster) in labels.clusters.enumerated() {
        points[row, column] +=
          cluster.sign * mixture.meanNorm * meanDirections[cluster.mean][column]
      }
    }
    let gram = try LinearAlgebra.gram(points, stop: stop)
    guard gram.hasFiniteDiagonal else { throw mixture.overflow }
    return Design(
      cleanLabels: labels.clean, labels: labels.observed, points: points, neurons: neurons,
      means: meanDirections.map { $0.map { $0 * mixture.meanNorm } },
      clusters: mixture.clusterList, variances: variances, isOrthogonal: mixture.isOrthogonal,
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
  /// Makes σ P v of each row v; P projects orthogonally to the orthonormal `directions`.
  mutating func placeNoise(directions: [[Double]], level: Double) {
    if level != 1 {
      for index in storage.indices { storage[index] *= level }
    }
    for direction in directions {
      let along = LinearAlgebra.product(self, direction)
      for column in direction.indices where direction[column] != 0 {
        for row in 0..<rows { self[row, column] -= along[row] * direction[column] }
      }
    }
  }
}
