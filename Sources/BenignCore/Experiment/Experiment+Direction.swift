// SPDX-License-Identifier: Apache-2.0

extension Experiment {
  /// W(t)/‖W(t)‖ against the direction to which gradient descent converges.
  ///
  /// - Throws: `.notReady`, `.interrupted`. Inseparable data are no error: they have no direction.
  public func direction(shouldStop: () -> Bool) throws(CoreError) -> DirectionReport {
    try abandonably(size: size, shouldStop: shouldStop) {
      (experiment, shouldStop) throws(CoreError) in
      try experiment.findDirection(shouldStop: shouldStop)
    }
  }

  private func findDirection(shouldStop: () -> Bool) throws(CoreError) -> DirectionReport {
    let (problem, state) = try requireTraining()
    let answer = try problem.directionAnswer(shouldStop: shouldStop)
    let solved = answer.direction
    let geometry = NetworkGeometry(of: state, in: problem)
    let measured = StateMeasurement(
      of: geometry, margins: state.margins(in: problem), limit: solved?.direction)
    let run = try runAlignment(
      geometry, solved: solved, measured: measured, shouldStop: shouldStop)
    return DirectionReport(
      step: state.step, cosine: measured.whole?.cosine,
      misalignment: measured.whole?.misalignment, angle: measured.whole?.radians,
      cosinePositive: measured.positive?.cosine, cosineNegative: measured.negative?.cosine,
      dispersion: measured.dispersion, norm: measured.norm, margin: measured.margin,
      limitMargin: solved?.margin, separable: answer.isSeparable,
      consistent: solved?.isConsistent, inconsistentPoints: solved?.inconsistentPoints,
      runMisalignment: run?.misalignment, support: solved?.support,
      residual: answer.certificate?.residual, dualityGap: answer.certificate?.gap,
      separation: answer.separability, isSolved: solved != nil)
  }

  /// The solution of problem (5), solved once and kept; `nil` where there is none, or none that is certain.
  func solvedDirection(shouldStop: () -> Bool) throws(CoreError) -> ConvergentDirection? {
    let (problem, _) = try requireTraining()
    return try problem.solvedDirection(shouldStop: shouldStop)
  }

  /// The run's alignment with its own limit: with (5)'s where that is consistent; `nil` where that limit is not certain, and where some own
  /// pair is not activated, since the limit then depends on W(0).
  private func runAlignment(
    _ geometry: NetworkGeometry, solved: ConvergentDirection?, measured: StateMeasurement,
    shouldStop: () -> Bool
  ) throws(CoreError) -> Alignment.Angle? {
    guard let solved, let problem else { return nil }
    if solved.isConsistent == true { return measured.whole }
    guard geometry.activation.isOwnWhole else { return nil }
    let limit = try problem.solvedRunLimit(shouldStop: shouldStop)
    return limit.flatMap { Alignment(of: geometry, with: $0).whole }
  }
}
