// SPDX-License-Identifier: Apache-2.0

/// Clusters x = m_c + σ·P·Σ^{1/2}·ξ, of which only the definition is kept here; by default two, m_c = y·μ.
///
/// y is +1 with probability `balance`, else −1; ξ has independent entries of mean 0 and variance 1; P is the identity,
/// or with `isOrthogonal` the projection orthogonal to μ (Hashimoto 2026, section 3).
public struct Mixture: Sendable, Equatable {
  /// The direction of μ.
  public enum MeanDirection: Sendable, Equatable {
    /// Equal coordinates; in a block of multiplicity p_b the share √(p_b/p) of the norm.
    case spread
    /// Along one eigenvector of Σ, counted from 0 in the order of the covariance.
    case axis(Double)
  }

  /// The clusters and their labels. Means μ_1, μ_2, … are orthogonal to each other and of equal length ‖μ‖.
  public enum Clusters: Sendable, Equatable {
    /// μ is +1, and −μ is −1.
    case pair
    /// ±μ_1 are +1, and ±μ_2 are −1.
    case xor
    /// μ_1, …, μ_k, labels +1, −1, +1, …; k ≥ 2.
    case many(Int)
  }

  /// The law of the entries of ξ.
  public var noise: Noise
  /// n, the number of training points.
  public var points: Int
  /// p, the dimension: whole, 1 … 2⁵³.
  public var dimension: Double
  /// ‖μ‖ ≥ 0.
  public var meanNorm: Double
  /// Σ (p×p), diagonal.
  public var covariance: Covariance
  /// The direction in which μ points; by default all its coordinates are equal.
  public var meanDirection: MeanDirection
  /// The clusters; two by default.
  public var clusters: Clusters
  /// π, the probability of y = +1, shared equally among the clusters of that label.
  public var balance: Double
  /// σ > 0.
  public var noiseLevel: Double
  /// Whether ξ is projected orthogonally to μ.
  public var isOrthogonal: Bool
  /// η, the probability with which an observed label is flipped, 0 … ½.
  public var flip: Double
  /// The seed of labels, flips, noise and sampled test points.
  public var seed: UInt64

  /// A mixture; `validate` checks the numbers. By default the noise is standard normal, Σ = I, σ = 1, and no label is flipped.
  public init(
    noise: Noise = .gaussian, points: Int, dimension: Double, meanNorm: Double,
    covariance: Covariance = .isotropic, meanDirection: MeanDirection = .spread,
    clusters: Clusters = .pair, balance: Double = 0.5,
    noiseLevel: Double = 1, isOrthogonal: Bool = false, flip: Double = 0, seed: UInt64 = 0
  ) {
    self.noise = noise
    self.points = points
    (self.dimension, self.meanNorm, self.covariance) = (dimension, meanNorm, covariance)
    (self.meanDirection, self.noiseLevel) = (meanDirection, noiseLevel)
    (self.clusters, self.balance) = (clusters, balance)
    (self.isOrthogonal, self.flip, self.seed) = (isOrthogonal, flip, seed)
  }
}
