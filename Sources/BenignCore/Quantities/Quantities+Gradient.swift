// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The gradient at W, in the present pattern.
extension Quantity {
  static let gradients: [Quantity] = [gradientNorm, gradientAlignment]

  public static let gradientNorm = Quantity(
    "gradient_norm", "‖∇L(W)‖, by the reduction", formula: #"\lVert\nabla L(W)\rVert"#, .number,
    [.changesInTime, .logarithmic],
    of: .network { (inquiry) throws(CoreError) in
      let gradient = try LossGradient(inquiry)
      let weight = inquiry.settled.reduction.weight(points: inquiry.problem.points)
      return .number(weight * gradient.norm * Double.exp(-gradient.exponent))
    })

  public static let gradientAlignment = Quantity(
    "gradient_alignment", "⟨W, −∇L⟩/(‖W‖‖∇L‖): 1 where the direction of W is a limit of training",
    remark: ", whatever the limit is; None where the gradient is 0",
    formula: #"\langle W,-\nabla L\rangle/(\lVert W\rVert\lVert\nabla L\rVert)"#,
    source: "Lyu and Li 2020", .number, .changesInTime,
    of: .network { (inquiry) throws(CoreError) in
      let gradient = try LossGradient(inquiry)
      let length = inquiry.norm * gradient.norm
      return .number(length > 0 ? gradient.alongWeights / length : nil)
    })
}

/// −∇L(W) by its products, times e^exponent: the losses may have underflowed long ago.
private struct LossGradient {
  /// ‖∇L‖ and ⟨W, −∇L⟩ = Σ v_i u_i, since f is homogeneous in W.
  let norm, alongWeights: Double
  let exponent: Double

  init(_ inquiry: Inquiry) throws(CoreError) {
    let state = inquiry.settled
    let margins = inquiry.settledMargins
    let (weights, exponent) = state.loss.scaledDescents(margins)
    let kernel = PatternGroups(of: state.preactivations, in: inquiry.problem)
      .kernel(of: inquiry.problem)
    try inquiry.stop.check()
    let square = LinearAlgebra.dot(weights, LinearAlgebra.product(kernel, weights))
    norm = max(0, square).squareRoot()
    alongWeights = LinearAlgebra.dot(weights, margins)
    self.exponent = exponent
  }
}

extension Loss {
  /// eˣ(−ℓ′(u_i)) (n), with an x that gives the largest a size which can be computed with; of a loss with a kink x is 0.
  func scaledDescents(_ margins: [Double]) -> (descents: [Double], exponent: Double) {
    guard let formulas = smoothFormulas, let least = margins.min() else {
      return (descents(margins), 0)
    }
    func value(_ u: Double, _ x: Double) -> Double {
      formulas.derivatives(Lanes(repeating: u), timesExpOf: Lanes(repeating: x)).first[0]
    }
    // −ℓ′ falls with u, so that the least margin has the largest: e^{x − something} is bracketed.
    var exponent = 0.0
    if value(least, 0) < 1e-200 {
      var (low, high) = (0.0, 512.0)
      while high < 1e300, value(least, high) < 1e-200 { (low, high) = (high, 2 * high) }
      while !(1e-200...1e200).contains(value(least, high)), high - low > 1 {
        let middle = 0.5 * (low + high)
        if value(least, middle) < 1e-200 { low = middle } else { high = middle }
      }
      exponent = high
    }
    return (margins.map { value($0, exponent) }, exponent)
  }
}
