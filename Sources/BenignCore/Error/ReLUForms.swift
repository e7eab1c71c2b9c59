// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The error of a limit of training with γ = 0, f(x) = q₊φ(⟨p₊, x⟩) − q₋φ(−⟨p₋, x⟩) but for a factor.
///
/// f > 0 only where ⟨p₊, x⟩ > 0 and ⟨w̄, x⟩ > 0 for w̄ = q₊p₊ + q₋p₋, and f < 0 only where ⟨p₋, x⟩ < 0 and ⟨w̄, x⟩ < 0; between these f is 0, which is
/// wrong for both labels. So a point of label +1 is wrong with P(U ≤ 0 or T ≤ 0) for the two normal numbers U = ⟨p₊, x⟩ and T = ⟨w̄, x⟩, and one of label −1 likewise
/// with −⟨p₋, x⟩ and −T.
enum ReLUForms {
  /// - Parameters:
  ///   - vectors: p₊ and p₋ (d each).
  ///   - boundary: w̄ (d).
  /// - Returns: `nil` without means, for w̄ = 0, and where rounding errors decide.
  static func error(
    vectors: [[Double]], boundary: [Double], design: Design
  ) -> LimitError? {
    guard !design.means.isEmpty, boundary.contains(where: { $0 != 0 }) else { return nil }
    let products = (vectors + [boundary]).map { NormalProduct($0, of: design) }
    for product in products {
      guard product.signals.allSatisfy(\.isFinite), product.deviation.isFinite,
        product.deviation == 0 || product.isCertain
      else { return nil }
    }
    let logs = design.clusters.enumerated().map { index, cluster in
      logWrong(products[cluster.label > 0 ? 0 : 1], products[2], cluster: index)
    }
    return LimitError(logShare: design.clusters.logMean(logs), sample: nil)
  }

  /// ln P(U ≤ 0 or T ≤ 0).
  private static func logWrong(
    _ u: NormalProduct, _ t: NormalProduct, cluster: Int
  ) -> Double {
    let signals = (u: u.signals[cluster], t: t.signals[cluster])
    guard u.deviation > 0 else { return signals.u > 0 ? t.logNegative(cluster) : 0 }
    guard t.deviation > 0 else { return signals.t > 0 ? u.logNegative(cluster) : 0 }
    let (first, second) = (u.unit, t.unit)
    let correlation = LinearAlgebra.dot(first, second)
    let rest = zip(first, second).map { $1 - correlation * $0 }
    // U > 0 and T ≤ 0.
    let apart = NormalDistribution.logBoth(
      signals.u / u.deviation, -signals.t / t.deviation, correlation: -correlation,
      rest: LinearAlgebra.dot(rest, rest).squareRoot())
    return min(0, logSumExp([u.logNegative(cluster), apart]))
  }
}
