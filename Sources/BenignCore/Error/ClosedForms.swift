// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Errors that need no sampling under Gaussian noise, as natural logarithms.
enum ClosedForms {
  /// The error of a limit of training, which is a linear classifier unless γ = 0.
  static func error(of limit: LimitDirection, in problem: TrainingProblem) -> LimitError? {
    let boundary = limit.linearBoundary(in: problem)
    return problem.network.isReLU
      ? ReLUForms.error(vectors: limit.vectors, boundary: boundary, design: problem.design)
      : linearError(boundary: boundary, design: problem.design)
  }

  /// Σ_c π_cΦ(−y_c⟨w̄, m_c⟩/‖Σ^{1/2}Pw̄‖) of the linear classifier w̄ (d); `nil` without means, for w̄ = 0, and where rounding errors decide.
  ///
  /// It is the same for every scale of the classifier and of the data, so that each is first brought close to 1.
  static func linearError(boundary: [Double], design: Design) -> LimitError? {
    if design.means.isEmpty { return nil }
    let product = NormalProduct(boundary, of: design)
    let (signals, deviation) = (product.signals, product.deviation)
    guard signals.allSatisfy(\.isFinite), deviation.isFinite else { return nil }
    guard deviation > 0 else {
      let logs = signals.map { $0 > 0 ? -Double.infinity : 0 }
      return signals.contains(0)
        ? nil : LimitError(logShare: design.clusters.logMean(logs), sample: nil)
    }
    if product.isCertain {
      let logs = signals.map { NormalDistribution.logCDF(-$0 / deviation) }
      return LimitError(logShare: design.clusters.logMean(logs), sample: nil)
    }
    let least = signals.min() ?? 0
    let largest = NormalDistribution.logCDF(-least / (deviation + product.rounding))
    return Double.exp(largest) == 0 ? .beyondLogarithms : nil
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
