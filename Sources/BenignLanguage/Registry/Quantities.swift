// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Registry {
  /// The definition of each quantity, a phrase with its formula.
  static let definitions: [Quantity: String] = training.merging(arrays) { $1 }
    .merging(directions) { $1 }.merging(errors) { $1 }

  private static let training: [Quantity: String] = [
    .step: "steps of gradient descent taken",
    .time: "Σ lr over the steps, plus the time of flow",
    .loss: "L(W), the losses ℓ(ỹ_i f(x_i)) as a sum or mean",
    .lossIncreases: "explicit steps at which L rose",
    .diverged: "whether the last run ended with Diverged",
    .trainError: "share of points with ỹ_i f(x_i) ≤ 0",
    .interpolates: "whether train_error is 0",
    .norm: "‖W‖",
    .margin: "min ỹ_i f(x_i)/‖W‖",
    .activated: "share of pairs with a_j ỹ_i ⟨w_j, x_i⟩ > 0",
    .activationStep: "first t at which activated was 1",
    .explicitSteps: "steps since t = 0 that were taken one by one",
    .leaptSteps: "steps since t = 0 that were leapt over",
    .leapError: "estimated error, in every margin, of all leaps and flows since t = 0",
    .sharpness: "α·λmax(√ℓ″K√ℓ″): below 1 monotone, 1 to 2 oscillating, above 2 growing",
    .correlation: "min over i≠k of ⟨ỹ_i x_i, ỹ_k x_k⟩",
    .orthogonality: "max over i≠k of |⟨x_i, x_k⟩|·n / min ‖x_i‖²",
  ]

  private static let directions: [Quantity: String] = [
    .limitMargin: "1/‖Ŵ‖, the limit of margin",
    .cosine: "⟨W, Ŵ⟩/(‖W‖‖Ŵ‖) with the convergent direction Ŵ",
    .misalignment: "1 − cosine, right to 1e-6 relative down to 1e-14",
    .angle: "arccos(cosine), radians",
    .cosinePositive: "cosine over the neurons with a_j > 0",
    .cosineNegative: "cosine over the neurons with a_j < 0",
    .dispersion: "largest 1 − cos of a neuron with the mean of its sign",
    .separable:
      "whether some direction classifies every training point; `None` where no proof of either was found",
    .consistent: "whether the solution of problem (5) obeys the pattern it assumes",
    .inconsistentPoints: "number of points at which that pattern is not obeyed",
    .support: "number of multipliers > 0",
    .residual: "how far the solution of problem (5) is from its optimality conditions, relative",
    .dualityGap: "the duality gap of the solution of problem (5), relative",
    .runMisalignment: "misalignment with the run's own limit, where (5) is not consistent",
    .runLimitError: "limit_error of the run's own limit, where (5) is not consistent",
  ]

  private static let errors: [Quantity: String] = [
    .testError: "P(y f(x) ≤ 0), clean labels; of a data set, the share of held-out rows",
    .testErrorLow: "lower end of the 95 % interval of test_error",
    .testErrorHigh:
      "upper end of the 95 % interval of test_error; 3/N where no point was wrong, N the number of points that count as independent",
    .samples: "lines or test points that were drawn for test_error, or rows held out",
    .observedError: "η + (1 − 2η)·test_error, the error on labels that are flipped too",
    .limitError: "test error of f(·; Ŵ), the limit of training",
    .log10LimitError: "log10 of limit_error, also where that underflows",
    .predictedError:
      "mean-field prediction of limit_error; None unless (tr Σ)²/tr Σ² ≥ 10n, its pattern is consistent, the noise has a finite fourth moment, and noise that is not Gaussian is normal in sum at that depth",
    .log10PredictedError: "log10 of predicted_error",
    .bayesError: "Φ(−√(μᵀΣ⁻¹μ)), the error of the best classifier",
    .log10BayesError: "log10 of bayes_error",
    .excessError: "test_error − bayes_error",
    .verdict:
      "benign if excess_error ≤ 0.01, harmful if ≥ 0.1, else tempered, where its whole 95 % interval lies on one side of these thresholds, else None; \"not interpolating\" if train_error > 0; chance if bayes_error ≥ 0.49",
    .signalToTrace: "n‖μ‖²/tr Σ (Σ includes σ²)",
    .signal: "n‖μ‖⁴/(‖Σ‖ tr Σ)",
    .regime: "weak if rho < 1, else strong",
  ]

  private static let arrays: [Quantity: String] = [
    .labels: "ỹ, the observed labels",
    .cleanLabels: "y, the labels before flips",
    .scores: "f(x_i)",
    .margins: "ỹ_i f(x_i)/‖W‖",
    .multipliers: "λ_i of problem (5)",
    .spectrum: "eigenvalues of K, descending",
    .neuronSign: "the sign of a_j",
    .neuronNorm: "‖w_j‖",
    .neuronCosine: "cosine of w_j with its limit",
    .neuronActive: "share of points with ⟨w_j, x_i⟩ > 0",
    .gram: "⟨x_i, x_k⟩",
    .alignment: "cosines between neurons",
  ]
}

extension Quantity {
  var definition: String { Registry.definitions[self] ?? "" }

  /// "number, of data and network; changes with t; estimated from samples"
  var traits: String {
    var traits = ["\(shape.words), of \(requirement.words)"]
    if changesInTime { traits.append("changes with t") }
    if isSampled { traits.append("estimated from samples") }
    return traits.joined(separator: "; ")
  }
}

extension Quantity.Shape {
  var words: String {
    switch self {
    case .number: "number"
    case .boolean: "boolean"
    case .text: "string"
    case .pointVector: "list over points"
    case .neuronVector: "list over neurons"
    case .pointMatrix: "matrix over points"
    case .neuronMatrix: "matrix over neurons"
    }
  }
}

extension Quantity.Requirement {
  /// What must be defined.
  var words: String {
    switch self {
    case .data: "data"
    case .mixture: "a mixture"
    case .network: "data and a network"
    case .mixtureAndNetwork: "a mixture and a network"
    }
  }

  /// D data, M a mixture, N data and network: as tables abbreviate it.
  var letters: String {
    switch self {
    case .data: "D"
    case .mixture: "M"
    case .network: "N"
    case .mixtureAndNetwork: "M, N"
    }
  }
}
