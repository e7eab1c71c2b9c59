// SPDX-License-Identifier: Apache-2.0

extension Condition {
  /// Every condition, in the order in which `conditions` shows them. Nothing is said where the source states no constant.
  public static let all: [Condition] = [
    activation, positiveCorrelation, nearOrthogonality, smallInit, decreasingLoss,
    dimensionSignal, dimensionPoints, moments,
  ]

  static let activation = Condition(
    "activation", "every pair is activated after the first step",
    formula: "share of activated pairs after the first step", theorem: "Lemma on activation",
    threshold: 1,
    of: .training { facts in
      Finding(facts.isFinite ? facts.activation.shareAfterFirstStep : .nan) { $0 == 1 }
    })

  static let positiveCorrelation = Condition(
    "positive_correlation", "no two of the vectors ỹ_i x_i have a negative inner product",
    formula: "min over i≠k of ⟨ỹ_i x_i, ỹ_k x_k⟩ ≥ 0", theorem: "Theorem 4.8, first case",
    threshold: 0, of: .training { facts in Finding(facts.pairs?.leastCorrelation) { $0 >= 0 } })

  static let nearOrthogonality: Condition = Condition(
    "near_orthogonality", "inner products of points are small beside their squares",
    formula: "n max|⟨x_i, x_k⟩| / min‖x_i‖², small",
    theorem: "Theorem 4.8, second case; no constant",
    of: .training { facts in
      facts.hasOrigin
        ? Finding(nil, statement: nearOrthogonality.source + "; no value: a point is the origin")
        : Finding(facts.pairs?.orthogonality)
    })

  public static let smallInit = Condition(
    "small_init", "W(0) is small beside a lower bound of the first update",
    formula: "initial noise over first update, sufficient for activation with probability 0.99",
    threshold: 1,
    of: .training { facts in
      let ratio = facts.activation.smallInitRatio
      let undecided =
        "initial noise over first update; undecided: the bound on the update is not positive"
      return Finding(ratio, statement: ratio == nil ? undecided : nil) { $0 < 1 }
    })

  static let decreasingLoss = Condition(
    "decreasing_loss", "the learning rate is so small that the loss decreases",
    formula: "a bound for the loss at hand, below 1", threshold: 1,
    of: .training { (facts) throws(CoreError) in
      let rule = LearningRateRule(problem: facts.problem)
      let value = try rule.decreaseBound(facts.learningRate, state: facts.state, stop: facts.stop)
      let alwaysDecreases = facts.pairs.map { $0.leastCorrelation >= 0 } ?? true
      return Finding(
        value,
        statement: alwaysDecreases
          ? "all correlations ≥ 0: every loss decreases for every learning rate"
          : rule.decreaseText(of: facts.state.loss) + ", below 1"
      ) { $0 < 1 || alwaysDecreases }
    })

  static let dimensionSignal = Condition(
    "dimension_signal", "p is large beside n‖μ‖²/σ²",
    formula: "p/(n‖μ‖²/σ²), large", theorem: "Assumption 6.1, Σ = I; no constant",
    of: .mixture { mixture in
      let size = mixture.meanNorm * mixture.meanNorm / (mixture.noiseLevel * mixture.noiseLevel)
      guard mixture.covariance == .isotropic, size > 0 else { return Finding(nil) }
      return Finding(mixture.dimension / (Double(mixture.points) * size))
    })

  static let dimensionPoints = Condition(
    "dimension_points", "p is large beside n²",
    formula: "p/n², large", theorem: "Assumption 6.1, Σ = I; no constant",
    of: .mixture { mixture in
      guard mixture.covariance == .isotropic else { return Finding(nil) }
      return Finding(mixture.dimension / (Double(mixture.points) * Double(mixture.points)))
    })

  static let moments = Condition(
    "moments", "E|ξ|^r is finite for some r > 2",
    formula: "moments below this are finite", theorem: "PM: r in (2, 4]", threshold: 2,
    of: .mixture { mixture in
      let bound = mixture.noise.finiteMoments
      var finding = Finding(
        bound, statement: bound == nil ? "all moments are finite (PM: r in (2, 4])" : nil)
      finding.holds = true
      return finding
    })
}
