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
  var points: Matrix
  /// W(0)/init (m×d).
  var neurons: Matrix
  /// μ_1, …, μ_r, orthogonal to each other (d each); none for data that were not drawn from a mixture.
  var means: [[Double]]
  /// The clusters that fresh points come from; none for data that were not drawn from a mixture.
  var clusters: [Cluster] = []
  /// Variance of the noise along each coordinate, σ² included (d).
  var variances: [Double]
  /// Whether noise is projected orthogonally to the means.
  let isOrthogonal: Bool
  /// G = X Xᵀ (n×n).
  var gram: Matrix
  /// β, the last coordinate of every point; 0 where there is no such coordinate.
  var bias = 0.0
  /// How the error on fresh points is found.
  var test = TestSource.gaussian

  var count: Int { labels.count }

  /// The mean of a cluster, with the constant coordinate (d).
  func centre(of cluster: Cluster) -> [Double] {
    var centre = means[cluster.mean].map { cluster.sign * $0 }
    if bias > 0 { centre[centre.count - 1] = bias }
    return centre
  }

  /// Each cluster's mean, and its label.
  var centres: [(point: [Double], label: Double)] {
    clusters.map { (centre(of: $0), $0.label) }
  }
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
