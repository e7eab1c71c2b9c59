// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Errors that need no sampling under Gaussian noise, as natural logarithms.
enum ClosedForms {
  /// ln Φ(−√(μᵀΣ⁻¹μ)): the error of the best classifier, 0 where noise is orthogonal to μ.
  static func logBayesError(_ moments: MixtureMoments) -> Double {
    NormalDistribution.logCDF(-moments.bayesDistance)
  }

  /// The error of a limit of training, which is a linear classifier unless γ = 0.
  static func error(of limit: LimitDirection, in problem: TrainingProblem) -> LimitError? {
    let boundary = limit.linearBoundary(in: problem)
    return problem.network.isReLU
      ? ReLUForms.error(vectors: limit.vectors, boundary: boundary, design: problem.design)
      : linearError(boundary: boundary, design: problem.design)
  }

  /// Φ(−⟨w̄, μ⟩/‖Σ^{1/2}Pw̄‖) of the linear classifier w̄ (d); `nil` without a mean, for w̄ = 0, and where rounding errors decide.
  ///
  /// It is the same for every scale of the classifier and of the data, so that each is first brought close to 1.
  static func linearError(boundary: [Double], design: Design) -> LimitError? {
    guard let given = design.mean else { return nil }
    let scale = design.errorScale
    let mean = given.map { $0 * scale }
    let w = boundary.scaled
    let signal = LinearAlgebra.dot(w, mean)
    let projected = design.isOrthogonal ? w.projected(orthogonallyTo: mean) : w
    let deviations = design.variances.map { $0.squareRoot() * scale }
    let entries = zip(deviations, projected).map { $0 * $1 }
    let deviation = LinearAlgebra.dot(entries, entries).squareRoot()
    guard signal.isFinite, deviation.isFinite else { return nil }
    guard deviation > 0 else {
      return signal == 0 ? nil : LimitError(logShare: signal > 0 ? -.infinity : 0, sample: nil)
    }
    let rounding = uncertainty * LinearAlgebra.dot(w, w).squareRoot() * (deviations.max() ?? 0)
    if rounding <= mostRounding * deviation {
      return LimitError(logShare: NormalDistribution.logCDF(-signal / deviation), sample: nil)
    }
    let largest = NormalDistribution.logCDF(-signal / (deviation + rounding))
    return Double.exp(largest) == 0 ? .beyondLogarithms : nil
  }

  /// How far a solved direction may be from the true one, over its length: a duality gap of ε leaves √ε.
  static let uncertainty = Double.ulpOfOne.squareRoot()
  /// The share of the deviation that may be rounding.
  static let mostRounding = 1e-3
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
