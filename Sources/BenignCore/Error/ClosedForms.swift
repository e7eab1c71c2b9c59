// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Errors that need no sampling under Gaussian noise, as natural logarithms.
enum ClosedForms {
  /// ln Φ(−√(μᵀΣ⁻¹μ)): the error of the best classifier, 0 where noise is orthogonal to μ.
  static func logBayesError(_ moments: MixtureMoments) -> Double {
    NormalDistribution.logCDF(-moments.meanInverseQuadratic.squareRoot())
  }

  /// ln Φ(−⟨w̄, μ⟩/‖Σ^{1/2}Pw̄‖) of the linear classifier w̄ (d); `nil` without a mean, or for w̄ = 0.
  static func logLinearError(boundary w: [Double], design: Design) -> Double? {
    guard let mean = design.mean else { return nil }
    let signal = LinearAlgebra.dot(w, mean)
    let projected = design.isOrthogonal ? w.projected(orthogonallyTo: mean) : w
    var variance = 0.0
    for k in projected.indices { variance += design.variances[k] * projected[k] * projected[k] }
    if variance > 0 { return NormalDistribution.logCDF(-signal / variance.squareRoot()) }
    if signal == 0 { return nil }
    return signal > 0 ? -.infinity : 0
  }
}

extension [Double] {
  /// The part orthogonal to another vector.
  func projected(orthogonallyTo other: [Double]) -> [Double] {
    let square = LinearAlgebra.dot(other, other)
    guard square > 0 else { return self }
    let factor = LinearAlgebra.dot(self, other) / square
    return zip(self, other).map { $0 - factor * $1 }
  }
}
