// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// What an experiment can be asked for; the raw value is the name in the language.
public enum Quantity: String, Sendable, CaseIterable {
  case step = "t"
  case time
  case loss
  case lossIncreases = "loss_increases"
  case diverged
  case trainError = "train_error"
  case interpolates
  case norm
  case margin
  case limitMargin = "limit_margin"
  case cosine
  case misalignment
  case angle
  case cosinePositive = "cosine_positive"
  case cosineNegative = "cosine_negative"
  case dispersion
  case activated
  case activationStep = "activation_step"
  case explicitSteps = "explicit_steps"
  case leaptSteps = "leapt_steps"
  case leapError = "leap_error"
  case separable
  case consistent
  case inconsistentPoints = "inconsistent_points"
  case support
  case residual = "kkt_residual"
  case dualityGap = "duality_gap"
  case runMisalignment = "run_misalignment"
  case runLimitError = "run_limit_error"
  case sharpness
  case testError = "test_error"
  case testErrorLow = "test_error_low"
  case testErrorHigh = "test_error_high"
  case samples
  case observedError = "observed_error"
  case limitError = "limit_error"
  case log10LimitError = "log10_limit_error"
  case predictedError = "predicted_error"
  case log10PredictedError = "log10_predicted_error"
  case bayesError = "bayes_error"
  case log10BayesError = "log10_bayes_error"
  case excessError = "excess_error"
  case verdict
  case signalToTrace = "rho"
  case signal
  case regime
  case correlation
  case orthogonality
  case labels
  case cleanLabels = "clean_labels"
  case scores
  case margins
  case multipliers
  case spectrum
  case neuronSign = "neuron_sign"
  case neuronNorm = "neuron_norm"
  case neuronCosine = "neuron_cosine"
  case neuronActive = "neuron_active"
  case gram
  case alignment
}

extension Quantity {
  /// What must be defined before the quantity can be asked for.
  public enum Requirement: Sendable {
    case data
    case mixture
    case network
    case mixtureAndNetwork
  }

  public enum Shape: Sendable {
    case number
    case boolean
    case text
    /// One entry a point.
    case pointVector
    /// One entry a neuron.
    case neuronVector
    case pointMatrix
    case neuronMatrix
  }

  public var requirement: Requirement {
    switch self {
    case .bayesError, .log10BayesError, .signalToTrace, .signal, .regime: .mixture
    case .predictedError, .log10PredictedError, .excessError, .verdict: .mixtureAndNetwork
    case .correlation, .orthogonality, .labels, .cleanLabels, .gram: .data
    case .step, .time, .loss, .lossIncreases, .diverged, .trainError, .interpolates, .norm, .margin,
      .limitMargin, .cosine, .misalignment, .angle, .cosinePositive, .cosineNegative, .dispersion,
      .activated, .activationStep, .explicitSteps, .leaptSteps, .leapError, .separable, .consistent,
      .inconsistentPoints, .support, .residual, .dualityGap, .runMisalignment, .runLimitError,
      .sharpness, .testError, .testErrorLow, .testErrorHigh, .samples, .observedError, .limitError,
      .log10LimitError, .scores, .margins, .multipliers, .spectrum, .neuronSign, .neuronNorm,
      .neuronCosine,
      .neuronActive, .alignment:
      .network
    }
  }

  public var shape: Shape {
    switch self {
    case .diverged, .interpolates, .separable, .consistent: .boolean
    case .verdict, .regime: .text
    case .labels, .cleanLabels, .scores, .margins, .multipliers, .spectrum: .pointVector
    case .neuronSign, .neuronNorm, .neuronCosine, .neuronActive: .neuronVector
    case .gram: .pointMatrix
    case .alignment: .neuronMatrix
    case .step, .time, .loss, .lossIncreases, .trainError, .norm, .margin, .limitMargin, .cosine,
      .misalignment, .angle, .cosinePositive, .cosineNegative, .dispersion, .activated,
      .activationStep, .explicitSteps, .leaptSteps, .leapError, .inconsistentPoints, .support,
      .residual, .dualityGap, .runMisalignment, .runLimitError, .sharpness, .testError,
      .testErrorLow, .testErrorHigh, .samples, .observedError, .limitError, .log10LimitError,
      .predictedError, .log10PredictedError, .bayesError, .log10BayesError, .excessError,
      .signalToTrace, .signal, .correlation,
      .orthogonality:
      .number
    }
  }

  /// Whether it changes with t († in the language's table).
  public var changesInTime: Bool {
    switch self {
    case .step, .time, .loss, .lossIncreases, .diverged, .trainError, .interpolates, .norm, .margin,
      .cosine, .misalignment, .angle, .cosinePositive, .cosineNegative, .dispersion, .activated,
      .activationStep, .explicitSteps, .leaptSteps, .leapError, .runMisalignment, .sharpness,
      .testError, .testErrorLow, .testErrorHigh, .samples, .observedError, .excessError, .verdict,
      .scores,
      .margins, .neuronNorm, .neuronCosine, .neuronActive, .alignment:
      true
    case .limitMargin, .separable, .consistent, .inconsistentPoints, .support, .residual,
      .dualityGap, .runLimitError, .limitError,
      .log10LimitError, .predictedError, .log10PredictedError, .bayesError, .log10BayesError,
      .signalToTrace, .signal, .regime, .correlation, .orthogonality, .labels, .cleanLabels,
      .multipliers, .spectrum, .neuronSign, .gram:
      false
    }
  }

  /// Whether it may have its first value at any step.
  public var isAwaited: Bool { self == .activationStep || self == .runMisalignment }

  /// What must be looked at for it.
  enum Reach {
    /// Nothing that is large.
    case known
    /// Every neuron on every point.
    case pairs
    /// All there is, or a problem that has to be solved.
    case everything
  }

  var reach: Reach {
    switch self {
    case .step, .time, .lossIncreases, .diverged, .activationStep, .explicitSteps, .leaptSteps,
      .leapError, .labels, .cleanLabels, .gram,
      .bayesError, .log10BayesError, .signalToTrace, .signal, .regime, .neuronSign:
      .known
    case .loss, .trainError, .interpolates, .norm, .margin, .dispersion, .activated, .scores,
      .margins, .neuronNorm, .neuronActive:
      .pairs
    default: .everything
    }
  }

  /// Whether it is estimated from samples (‡): evaluated at recorded points only.
  public var isSampled: Bool {
    switch self {
    case .testError, .testErrorLow, .testErrorHigh, .samples, .observedError, .excessError,
      .verdict:
      true
    default: false
    }
  }
}

/// The value of a quantity; `.none` where it has none (the Bayes error of a data set).
public enum QuantityValue: Sendable, Equatable {
  case none
  case number(Double)
  case boolean(Bool)
  case text(String)
  case vector([Double])
  case matrix(Matrix)
}

/// A state that can be asked: an experiment at rest, or one in the middle of a run.
public protocol QuantitySource {
  /// The value now, or `.none` where the quantity has none.
  ///
  /// - Parameter stop: asked during long work.
  /// - Throws: `.notReady` where something is not defined yet, `.interrupted`.
  func value(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue
}

extension QuantitySource {
  public func value(of quantity: Quantity) throws(CoreError) -> QuantityValue {
    try value(of: quantity, stop: .never)
  }
}
