// SPDX-License-Identifier: Apache-2.0

/// How near two proofs came, that the points are separable and that they are not: the largest least margin that was found, and the least distance
/// of the hull of the ỹ_ix_i from the origin; of points scaled to unit length.
public struct Separation: Sendable, Equatable {
  public var margin: Double
  public var distance: Double
}
