// SPDX-License-Identifier: Apache-2.0

/// These quantities say where training stands.
extension Quantity {
  static let training: [Quantity] = [
    step, time, loss, lossIncreases, diverged, trainError, interpolates, norm, margin, activated,
    activationStep, explicitSteps, leaptSteps, leapError, sharpness, stableRank,
  ]

  public static let step = Quantity(
    "t", "steps of gradient descent taken", .number, .changesInTime, cost: .known,
    of: .network { .number($0.progress.step) })

  public static let time = Quantity(
    "time", "Σ lr over the steps, plus the time of flow", .number, .changesInTime, cost: .known,
    of: .network { .number($0.progress.time) })

  public static let loss = Quantity(
    "loss", "L(W), the losses ℓ(ỹ_i f(x_i)) as a sum or mean",
    formula: #"L(W)=\sum_i\ell(\tilde y_if(x_i;W))"#,
    .number, [.changesInTime, .logarithmic], cost: .margins, of: .network { .number($0.loss) })

  public static let lossIncreases = Quantity(
    "loss_increases", "explicit steps at which L rose, by more than 10⁻¹² of itself", .number,
    .changesInTime, cost: .known,
    of: .network { .number($0.progress.lossIncreases) })

  public static let diverged = Quantity(
    "diverged", "whether the last run ended with Diverged", .boolean, .changesInTime, cost: .known,
    of: .network { .boolean($0.progress.diverged) })

  public static let trainError = Quantity(
    "train_error", "share of points with ỹ_i f(x_i) ≤ 0",
    formula: ##"\tfrac1n\#\{i:\tilde y_if(x_i)\le0\}"##,
    .number, [.changesInTime, .logarithmic, .share], cost: .margins,
    of: .network { .number($0.trainError) })

  public static let interpolates = Quantity(
    "interpolates", "whether train_error is 0", .boolean, .changesInTime, cost: .margins,
    of: .network { .boolean($0.trainError == 0) })

  public static let norm = Quantity(
    "norm", "‖W‖", formula: #"\lVert W\rVert"#, .number, .changesInTime, cost: .pairs,
    of: .network { .number($0.norm) })

  public static let margin = Quantity(
    "margin", "min ỹ_i f(x_i)/‖W‖", formula: #"\min_i\tilde y_if(x_i)/\lVert W\rVert"#,
    .number, .changesInTime, cost: .pairs, levels: [limitMargin],
    of: .network { .number($0.margin) })

  public static let activated = Quantity(
    "activated", "share of pairs with a_j ỹ_i ⟨w_j, x_i⟩ > 0",
    formula: ##"\tfrac1{nm}\#\{(i,j):a_j\tilde y_i\langle w_j,x_i\rangle>0\}"##,
    source: "Lemma on activation", .number, [.changesInTime, .share], cost: .pairs,
    of: .network { .number($0.activation.share) })

  public static let activationStep = Quantity(
    "activation_step", "first t at which activated was 1", .number, [.changesInTime, .awaited],
    cost: .known, of: .network { .number($0.progress.activationStep) })

  public static let explicitSteps = Quantity(
    "explicit_steps", "steps since t = 0 that were taken one by one", .number, .changesInTime,
    cost: .known, of: .network { .number($0.progress.explicitSteps) })

  public static let leaptSteps = Quantity(
    "leapt_steps", "steps since t = 0 that were leapt over", .number, .changesInTime, cost: .known,
    of: .network { .number($0.progress.leaptSteps) })

  public static let leapError = Quantity(
    "leap_error", "estimated error, in every margin, of all leaps and flows since t = 0", .number,
    [.changesInTime, .logarithmic], cost: .known, of: .network { .number($0.leapError) })

  public static let sharpness = Quantity(
    "sharpness", "α·λmax(√ℓ″K√ℓ″): below 1 monotone, 1 to 2 oscillating, above 2 growing",
    formula: #"\alpha\lambda_{\max}(\sqrt{\ell''}K\sqrt{\ell''})"#, .number, .changesInTime,
    of: .network { (inquiry) throws(CoreError) in .number(try inquiry.sharpness()) })

  public static let stableRank = Quantity(
    "stable_rank", "‖W‖²/λmax(WWᵀ): 1 where all neurons are parallel, at most the rank of W",
    formula: #"\lVert W\rVert_F^2/\lVert W\rVert_2^2"#, source: "Rudelson and Vershynin 2007",
    .number, .changesInTime,
    of: .network { (inquiry) throws(CoreError) in
      let weights = inquiry.problem.weights(of: inquiry.settled)
      let gram = try LinearAlgebra.gram(weights, stop: inquiry.stop)
      let squares = try SymmetricEigensystem.descendingValues(gram, stop: inquiry.stop) ?? []
      guard let largest = squares.first, largest > 0 else { return .none }
      return .number(squares.reduce(0, +) / largest)
    })
}
