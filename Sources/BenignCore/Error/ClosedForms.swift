// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Errors that need no sampling under Gaussian noise, as natural logarithms.
enum ClosedForms {
  /// ln Φ(−√(μᵀΣ⁻¹μ)): the error of the best classifier, 0 where noise is orthogonal to μ.
  static func logBayesError(_ moments: MixtureMoments) -> Double {
    NormalDistribution.logCDF(-moments.bayesDistance)
  }

  /// ln Φ(−⟨w̄, μ⟩/‖Σ^{1/2}Pw̄‖) of the linear classifier w̄ (d); `nil` without a mean, or for w̄ = 0.
  ///
  /// It is the same for every scale of the classifier and of the data, so that each is first brought close to 1.
  static func logLinearError(boundary: [Double], design: Design) -> Double? {
    guard let given = design.mean else { return nil }
    let scale = design.errorScale
    let mean = given.map { $0 * scale }
    let w = boundary.scaled
    let signal = LinearAlgebra.dot(w, mean)
    let projected = design.isOrthogonal ? w.projected(orthogonallyTo: mean) : w
    let entries = projected.indices.map {
      design.variances[$0].squareRoot() * scale * projected[$0]
    }
    let deviation = LinearAlgebra.dot(entries, entries).squareRoot()
    guard signal.isFinite, deviation.isFinite else { return nil }
    if deviation > 0 { return NormalDistribution.logCDF(-signal / deviation) }
    if signal == 0 { return nil }
    return signal > 0 ? -.infinity : 0
  }
}

extension [Double] {
  /// The part orthogonal to another vector.
  func projected(orthogonallyTo other: [Double]) -> [Double] {
    guard let unit = other.unit else { return self }
    let factor = LinearAlgebra.dot(self, unit)
    return zip(self, unit).map { $0.minus(factor * $1) }
  }
}

extension Double {
  /// The difference; 0 where nothing but rounding errors is left of it.
  func minus(_ other: Double) -> Double {
    let difference = self - other
    return abs(difference) <= 1e-13 * abs(other) ? 0 : difference
  }
}
