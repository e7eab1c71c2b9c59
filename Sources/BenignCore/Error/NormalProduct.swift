// SPDX-License-Identifier: Apache-2.0

/// ⟨w, x⟩ of a vector w with points x of each cluster of a design under Gaussian noise: a normal number.
struct NormalProduct {
  /// y_c⟨w, m_c⟩ of each cluster.
  let signals: [Double]
  /// Σ^{1/2}Pw (d), σ included.
  private let entries: [Double]
  /// ‖Σ^{1/2}Pw‖.
  let deviation: Double
  /// How far the deviation may be wrong because w is.
  let rounding: Double

  /// How far a solved direction may be from the true one, over its length: a duality gap of ε leaves √ε.
  private static let uncertainty = Double.ulpOfOne.squareRoot()
  /// The share of the deviation that may be rounding.
  private static let mostRounding = 1e-3

  /// - Parameter vector: w (d), whose scale does not matter.
  init(_ vector: [Double], of design: Design) {
    let scale = design.errorScale
    let w = vector.scaled
    signals = design.clusters.map { cluster in
      cluster.label * LinearAlgebra.dot(w, design.centre(of: cluster).map { $0 * scale })
    }
    var projected = w
    if design.isOrthogonal {
      for mean in design.means {
        projected = projected.projected(orthogonallyTo: mean.map { $0 * scale })
      }
    }
    let deviations = design.deviations(scale: scale)
    let entries = zip(deviations, projected).map { $0 * $1 }
    self.entries = entries
    deviation = LinearAlgebra.dot(entries, entries).squareRoot()
    rounding =
      Self.uncertainty * LinearAlgebra.dot(w, w).squareRoot() * (deviations.max() ?? 0)
  }

  /// Whether rounding errors are small beside the deviation.
  var isCertain: Bool { rounding <= Self.mostRounding * deviation }

  /// The entries over their length (d).
  var unit: [Double] { entries.map { $0 / deviation } }

  /// ln P(y_c⟨w, x⟩ ≤ 0) of a cluster by its number.
  func logNegative(_ cluster: Int) -> Double {
    deviation > 0
      ? NormalDistribution.logCDF(-signals[cluster] / deviation)
      : signals[cluster] > 0 ? -.infinity : 0
  }
}

extension Design {
  /// The noise's deviations along each coordinate, times a scale (d).
  func deviations(scale: Double) -> [Double] { variances.map { $0.squareRoot() * scale } }
}
