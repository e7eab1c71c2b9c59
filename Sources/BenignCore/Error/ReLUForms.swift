// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The error of a limit of training with γ = 0, f(x) = q₊φ(⟨p₊, x⟩) − q₋φ(−⟨p₋, x⟩) but for a factor.
///
/// f > 0 only where ⟨p₊, x⟩ > 0 and ⟨w̄, x⟩ > 0 for w̄ = q₊p₊ + q₋p₋, and f < 0 only where ⟨p₋, x⟩ < 0 and ⟨w̄, x⟩ < 0; between these f is 0, which is
/// wrong for both labels. So a point of label +1 is wrong with P(U ≤ 0 or T ≤ 0) for the two normal numbers U = ⟨p₊, x⟩ and T = ⟨w̄, x⟩, and one of label −1 likewise
/// with p₋.
enum ReLUForms {
  /// - Parameters:
  ///   - vectors: p₊ and p₋ (d each).
  ///   - boundary: w̄ (d).
  /// - Returns: `nil` without a mean, for w̄ = 0, and where rounding errors decide.
  static func error(
    vectors: [[Double]], boundary: [Double], design: Design
  ) -> LimitError? {
    guard let given = design.mean else { return nil }
    let scale = design.errorScale
    let mean = given.map { $0 * scale }
    let deviations = design.variances.map { $0.squareRoot() * scale }
    let products = (vectors + [boundary]).map {
      NormalProduct($0, mean: mean, deviations: deviations, isOrthogonal: design.isOrthogonal)
    }
    guard products.allSatisfy(\.isCertain), boundary.contains(where: { $0 != 0 }) else {
      return nil
    }
    let logs = products.prefix(2).map { logWrong($0, products[2]) }
    return LimitError(logShare: logSumExp(logs) - Double.log(2), sample: nil)
  }

  /// ln P(U ≤ 0 or T ≤ 0).
  private static func logWrong(_ u: NormalProduct, _ t: NormalProduct) -> Double {
    guard u.deviation > 0 else { return u.signal > 0 ? t.logNegative : 0 }
    guard t.deviation > 0 else { return t.signal > 0 ? u.logNegative : 0 }
    let (first, second) = (u.unit, t.unit)
    let correlation = LinearAlgebra.dot(first, second)
    let rest = zip(first, second).map { $1 - correlation * $0 }
    // U > 0 and T ≤ 0.
    let apart = NormalDistribution.logBoth(
      u.signal / u.deviation, -t.signal / t.deviation, correlation: -correlation,
      rest: LinearAlgebra.dot(rest, rest).squareRoot())
    return min(0, logSumExp([u.logNegative, apart]))
  }
}

/// ⟨w, x⟩ of a vector w with a point x = μ + noise.
private struct NormalProduct {
  let signal: Double
  /// Σ^{1/2}Pw (d), σ included.
  private let entries: [Double]
  let deviation: Double
  /// Whether rounding errors are small beside the deviation.
  let isCertain: Bool

  init(_ vector: [Double], mean: [Double], deviations: [Double], isOrthogonal: Bool) {
    let w = vector.scaled
    signal = LinearAlgebra.dot(w, mean)
    let projected = isOrthogonal ? w.projected(orthogonallyTo: mean) : w
    let entries = zip(deviations, projected).map { $0 * $1 }
    self.entries = entries
    deviation = LinearAlgebra.dot(entries, entries).squareRoot()
    let rounding =
      ClosedForms.uncertainty * LinearAlgebra.dot(w, w).squareRoot() * (deviations.max() ?? 0)
    isCertain =
      signal.isFinite && deviation.isFinite
      && (deviation == 0 || rounding <= ClosedForms.mostRounding * deviation)
  }

  var unit: [Double] { entries.map { $0 / deviation } }

  /// ln P(⟨w, x⟩ ≤ 0).
  var logNegative: Double {
    deviation > 0
      ? NormalDistribution.logCDF(-signal / deviation) : signal > 0 ? -.infinity : 0
  }
}
