// SPDX-License-Identifier: Apache-2.0

/// The cheap numbers of one state, O(nm) together.
struct StateMeasurement {
  let margins: [Double]
  /// ‖W‖.
  let norm: Double
  let whole: Alignment.Angle?
  let positive: Alignment.Angle?
  let negative: Alignment.Angle?
  let dispersion: Double?
  let activated: Double

  init(of state: TrainingState, in problem: TrainingProblem, limit: LimitDirection?) {
    margins = state.margins(in: problem)
    let geometry = NeuronGeometry(
      problem: problem, preactivations: state.preactivations, coefficients: state.coefficients)
    dispersion = geometry.dispersion()
    activated = PairActivation(of: state.preactivations, in: problem).share
    guard let limit else {
      norm = geometry.squaredNorms.reduce(0, +).squareRoot()
      (whole, positive, negative) = (nil, nil, nil)
      return
    }
    let alignment = Alignment(
      of: state.preactivations, state.coefficients, with: limit, in: problem)
    norm = alignment.squaredNorm.squareRoot()
    whole = alignment.whole
    positive = alignment.positive
    negative = alignment.negative
  }

  /// min ỹ_i f(x_i)/‖W‖; `nil` for W = 0.
  var margin: Double? { norm > 0 ? margins.min().map { $0 / norm } : nil }
  /// Share of points with ỹ_i f(x_i) ≤ 0.
  var trainError: Double { Double(margins.count { $0 <= 0 }) / Double(max(margins.count, 1)) }
}
