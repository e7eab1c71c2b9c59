// SPDX-License-Identifier: Apache-2.0

/// How near two proofs came, that the points are separable and that they are not: the largest least margin that was found, and the least distance
/// of the hull of the ỹ_ix_i from the origin; of points scaled to unit length.
public struct Separation: Sendable, Equatable {
  /// The largest min_i ỹ_i⟨w, x̂_i⟩/‖w‖ that was found, x̂_i of length 1; positive only where the points are separable.
  public var margin: Double
  /// The least ‖Σλ_iỹ_ix̂_i‖ that was found, λ ≥ 0 with sum 1; 0 up to rounding where the points are not separable.
  public var distance: Double
}
