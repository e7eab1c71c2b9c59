// SPDX-License-Identifier: Apache-2.0

/// The cheap numbers of one state.
struct StateMeasurement {
  /// u (n).
  let margins: [Double]
  /// ‖W‖.
  let norm: Double
  let whole: Alignment.Angle?
  let positive: Alignment.Angle?
  let negative: Alignment.Angle?
  let dispersion: Double?
  let activated: Double

  /// - Complexity: O(n) beyond what the geometry has cost.
  init(
    of geometry: NetworkGeometry, margins: [Double], limit: LimitDirection?
  ) {
    self.margins = margins
    norm = geometry.squaredNorm.squareRoot()
    dispersion = geometry.dispersion
    activated = geometry.activation.share
    let alignment = limit.map { Alignment(of: geometry, with: $0) }
    whole = alignment?.whole
    positive = alignment?.positive
    negative = alignment?.negative
  }

  /// min ỹ_i f(x_i)/‖W‖; `nil` for W = 0.
  var margin: Double? { norm > 0 ? margins.min().map { $0 / norm } : nil }
  /// Share of points with ỹ_i f(x_i) ≤ 0.
  var trainError: Double { Double(margins.count { $0 <= 0 }) / Double(max(margins.count, 1)) }
}
