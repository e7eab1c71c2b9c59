// SPDX-License-Identifier: Apache-2.0

import RealModule

/// n labelled points and the m initial neurons in d coordinates that have the joint law of all inner products in R^p.
///
/// Everything that the core computes needs inner products only, so the coordinates stand for the vectors
/// themselves whatever p is.
struct Design: Sendable {
  /// y, ±1.
  let cleanLabels: [Double]
  /// ỹ, ±1: y, flipped with probability η.
  let labels: [Double]
  /// X (n×d), row i is x_i.
  let points: Matrix
  /// W(0)/init (m×d).
  let neurons: Matrix
  /// μ (d); `nil` for data that were not drawn from a mixture.
  let mean: [Double]?
  /// Variance of the noise along each coordinate, σ² included (d).
  let variances: [Double]
  /// Whether noise is projected orthogonally to μ.
  let isOrthogonal: Bool
  /// G = X Xᵀ (n×n).
  let gram: Matrix
  /// How the error on fresh points is found.
  var test = TestSource.gaussian

  var count: Int { labels.count }
}

/// Where fresh points come from.
enum TestSource: Sendable {
  /// Gaussian noise: closed forms, and line sampling.
  case gaussian
  /// Noise of another law, streamed.
  case streamed(StreamedTestPoints)
  /// Rows of a data set that training does not see.
  case heldOut(HeldOutRows)
}

/// Rows of a data set that training does not see, in the design's coordinates; there may be none.
struct HeldOutRows: Sendable {
  let points: Matrix
  /// ±1.
  let labels: [Double]
}
