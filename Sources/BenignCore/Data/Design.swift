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

/// How much memory one experiment may take, checked before any is taken.
enum MemoryLimit {
  static let bytes = 4.0 * 1024 * 1024 * 1024

  static func check(doubles: Double, for what: String) throws(CoreError) {
    let needed = doubles * 8
    if needed <= bytes { return }
    throw .resourceLimit(
      "\(what) needs \(gibibytes(needed)) GiB; the limit is \(gibibytes(bytes)) GiB")
  }

  private static func gibibytes(_ bytes: Double) -> String {
    let tenths = (bytes / (1024 * 1024 * 1024) * 10).rounded() / 10
    return tenths == tenths.rounded() && tenths < 1e15 ? "\(Int(saturating: tenths))" : "\(tenths)"
  }
}
