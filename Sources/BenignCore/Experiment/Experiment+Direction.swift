// SPDX-License-Identifier: Apache-2.0

public import Concurrency

extension Experiment {
  /// W(t)/‖W(t)‖ against the direction to which gradient descent converges.
  ///
  /// - Throws: `.notReady`, `.interrupted`. Inseparable data are no error: they have no direction.
  public func direction(stop: StopSignal) throws(CoreError) -> DirectionReport {
    try abandonably(size: size, stop: stop) {
      (experiment, stop) throws(CoreError) in
      try experiment.findDirection(stop: stop)
    }
  }

  private func findDirection(stop: StopSignal) throws(CoreError) -> DirectionReport {
    let (problem, state) = try requireTraining()
    let answer = try problem.directionAnswer(stop: stop)
    let solved = answer.direction
    let geometry = NetworkGeometry(of: state, in: problem)
    let measured = StateMeasurement(
      of: geometry, margins: state.margins(in: problem), limit: solved?.direction)
    let run = try runAlignment(
      geometry, solved: solved, measured: measured, stop: stop)
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
  func solvedDirection(stop: StopSignal) throws(CoreError) -> ConvergentDirection? {
    let (problem, _) = try requireTraining()
    return try problem.solvedDirection(stop: stop)
  }

  /// The run's alignment with its own limit: with (5)'s where that is consistent; `nil` where that limit is not certain, and where some own
  /// pair is not activated, since the limit then depends on W(0).
  private func runAlignment(
    _ geometry: NetworkGeometry, solved: ConvergentDirection?, measured: StateMeasurement,
    stop: StopSignal
  ) throws(CoreError) -> Alignment.Angle? {
    guard let solved, let problem else { return nil }
    if solved.isConsistent == true { return measured.whole }
    guard geometry.activation.isOwnWhole else { return nil }
    let limit = try problem.solvedRunLimit(stop: stop)
    return limit.flatMap { Alignment(of: geometry, with: $0).whole }
  }
}
