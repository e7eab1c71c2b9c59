// SPDX-License-Identifier: Apache-2.0

import RealModule

/// What the first step does to the activation pattern, exactly and by the sufficient bound.
///
///     a_jỹ_ih_ij(1) = a_jỹ_ih_ij(0) + αa² Σ_k e_k D_kj(0) Z_ik,   e = |ℓ′(u(0))|
struct InitialActivation {
  /// Share of pairs with a_jỹ_ih_ij(1) > 0.
  let shareAfterFirstStep: Double
  /// init·√(2 ln(2nm/δ))·max‖x‖ over αa·e_min·min‖x‖²(γ − ν⁻e_max/e_min), δ = 0.01; below 1 is sufficient for activation.
  /// `nil` where the right-hand side is not positive.
  let smallInitRatio: Double?

  init(_ problem: TrainingProblem, state: TrainingState, learningRate: Double) {
    var initial = TrainingState(of: problem)
    initial.loss = state.loss
    initial.reduction = state.reduction
    let scale = learningRate * state.reduction.weight(points: problem.points)
    let slopes = state.loss.descents(initial.margins(in: problem))
    let groups = PatternGroups(of: initial.preactivations, in: problem)
    FullStep(problem: problem).apply(slopes.map { $0 * scale }, groups: groups, to: &initial)
    shareAfterFirstStep = PairActivation(of: initial.preactivations, in: problem).share
    smallInitRatio = Self.ratio(problem, slopes: slopes, scale: scale)
  }

  private static func ratio(
    _ problem: TrainingProblem, slopes: [Double], scale: Double
  ) -> Double? {
    let gram = problem.design.gram
    let labels = problem.labels
    let n = problem.points
    let squares = (0..<n).map { gram[$0, $0] }
    var negative = 0.0
    for i in 0..<n {
      var sum = 0.0
      for k in 0..<n where k != i { sum += max(0, -labels[i] * labels[k] * gram[k, i]) }
      negative = max(negative, sum / squares[i])
    }
    guard let least = slopes.min(), let most = slopes.max(), let shortest = squares.min(),
      let longest = squares.max(), least > 0
    else { return nil }
    let network = problem.network
    let pairs = Double(n) * Double(problem.neurons)
    let noise =
      network.initialDeviation * (2 * Double.log(2 * pairs / 0.01)).squareRoot()
      * longest.squareRoot()
    let update =
      scale * network.outerWeight * least * shortest
      * (network.negativeSlope - negative * most / least)
    return update > 0 ? noise / update : nil
  }
}
