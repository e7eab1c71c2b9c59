// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// lr=auto: a constant step that keeps the loss decreasing, for every activation pattern.
///
/// Λ = m a² λmax(G) bounds λmax(K) in every pattern; R = m a² max(λmax(G), max_i Σ_k(Z_ik)⁻). Where ℓ″ and −ℓ′ are at most e^{−u}:
/// 1/(2R max e^{−u}); where ℓ″ is at most β: 1/(βΛ); times n for the mean. Across a kink nothing is provable, so the step is halved until one step does not raise the loss.
struct LearningRateRule {
  let problem: TrainingProblem

  /// - Returns: α > 0.
  /// - Throws: `.invalid` where no number is such a step: the margins, or the data, are too large.
  func rate(
    from state: TrainingState, stop: StopSignal
  ) throws(CoreError) -> Double {
    let optimizer = state.optimization.optimizer
    let proposal =
      optimizer.isSpectral
      ? spectralProposal
      : optimizer.isNormalized
        ? try normalizedProposal(stop: stop) : try proposal(for: state, stop: stop)
    guard proposal.isNormal, proposal > 0 else {
      throw .invalid(
        key: "lr",
        reason: "auto finds no step size where margins or data are so large; give lr a number")
    }
    // A velocity carries a step on: all of it comes to 1/(1 − β) times the step.
    var rate = (1 - state.optimization.momentum) * proposal
    if optimizer.isNormalized { return rate }
    for _ in 0..<200 {
      try stop.check()
      if let loss = try lossAfterStep(rate, from: state, stop: stop), loss.after <= loss.before {
        return rate
      }
      rate /= 2
    }
    throw .invalid(
      key: "lr", reason: "auto finds no step that does not raise the loss; give lr a number")
  }

  /// The loss before and after a step; `nil` where that diverges.
  private func lossAfterStep(
    _ rate: Double, from state: TrainingState, stop: StopSignal
  ) throws(CoreError) -> (before: Double, after: Double)? {
    guard state.optimization.optimizer.isSpectral else {
      return try losses(DescentMotion(state, of: problem, learningRate: rate, stop: stop))
    }
    var state = state
    state.optimization.decay = 0
    return try losses(OptimizedMotion(state, of: problem, learningRate: rate, stop: stop))
  }

  private func losses(
    _ motion: some Motion
  ) throws(CoreError) -> (before: Double, after: Double)? {
    var trial = motion
    return try trial.advance(to: motion.clock + 1) == nil ? (motion.loss, trial.loss) : nil
  }

  /// The rule's number, before kinks are tried.
  func proposal(
    for state: TrainingState, stop: StopSignal
  ) throws(CoreError) -> Double {
    let (scale, spectral) = try size(stop: stop)
    let size = spectral > 0 ? spectral : 1
    let mean = state.reduction == .mean ? Double(problem.points) : 1
    switch state.loss.curvatureBound {
    case .exponential:
      let lowest = state.margins(in: problem).min() ?? 0
      return mean * Double.exp(lowest) / (2 * scale * max(size, negativePart))
    case .constant(let largest): return mean / largest / (scale * size)
    }
  }

  /// 1/2R: where −ℓ′ and ℓ″ are at most e^{−u} the gradient over the loss has weights that add up to 1 at most.
  private func normalizedProposal(stop: StopSignal) throws(CoreError) -> Double {
    let (scale, spectral) = try size(stop: stop)
    return 1 / (2 * scale * max(spectral > 0 ? spectral : 1, negativePart))
  }

  /// 1/(2a√m max‖x_i‖): a step of spectral norm 1 then changes no margin by more than ½.
  private var spectralProposal: Double {
    let gram = problem.design.gram
    let largest = (0..<gram.rows).reduce(0) { max($0, gram[$1, $1]) }
    let reach = problem.network.outerWeight * (Double(problem.neurons) * largest).squareRoot()
    return 0.5 / (reach > 0 ? reach : 1)
  }

  /// A number below 1 where the loss is sure to decrease in a fixed pattern: ½βe^β with β = αR max e^{−u} where ℓ″ and −ℓ′ are at most
  /// e^{−u}; αΛ max ℓ″ where ℓ″ is bounded.
  func decreaseBound(
    _ rate: Double, state: TrainingState, stop: StopSignal
  ) throws(CoreError) -> Double {
    let (scale, spectral) = try size(stop: stop)
    let weighted = rate * state.reduction.weight(points: problem.points) * scale
    switch state.loss.curvatureBound {
    case .exponential:
      let lowest = state.margins(in: problem).min() ?? 0
      let beta = weighted * max(spectral, negativePart) * Double.exp(-lowest)
      return 0.5 * beta * Double.exp(min(beta, 700))
    case .constant(let largest): return weighted * spectral * largest
    }
  }

  /// The words that say what `decreaseBound` is for a loss.
  func decreaseText(of loss: Loss) -> String {
    switch loss.curvatureBound {
    case .exponential: "½βe^β with β = αR max e^{−u}"
    case .constant: "αΛ max ℓ″"
    }
  }

  /// m a² and λmax(G), whose product is Λ.
  private func size(stop: StopSignal) throws(CoreError) -> (scale: Double, spectral: Double) {
    let gram = problem.design.gram
    let outer = problem.network.outerWeight
    let spectral = try LargestEigenvalue.estimate(order: gram.rows, stop: stop) {
      LinearAlgebra.product(gram, $0)
    }
    return (Double(problem.neurons) * outer * outer, spectral)
  }

  /// max_i Σ_k (Z_ik)⁻.
  private var negativePart: Double {
    let gram = problem.design.gram
    let labels = problem.labels
    return (0..<gram.rows).reduce(0) { most, i in
      var sum = 0.0
      for k in 0..<gram.rows { sum += max(0, -labels[i] * labels[k] * gram[k, i]) }
      return max(most, sum)
    }
  }
}
