// SPDX-License-Identifier: Apache-2.0

/// What `direction` answers. `nil` is "no value" (inseparable data have no direction).
public struct DirectionReport: Sendable, Equatable {
  public var step: Double
  public var cosine: Double?
  public var misalignment: Double?
  public var angle: Double?
  public var cosinePositive: Double?
  public var cosineNegative: Double?
  public var dispersion: Double?
  public var norm: Double
  public var margin: Double?
  public var limitMargin: Double?
  /// `nil` where neither proof was reached.
  public var separable: Bool?
  public var consistent: Bool?
  public var inconsistentPoints: Int?
  public var runMisalignment: Double?
  public var support: Int?
  public var residual: Double?
  public var dualityGap: Double?
  /// The two proofs that were looked for, where the answer needed them.
  public var separation: Separation?
  /// Whether problem (5) was solved.
  public var isSolved: Bool

  /// How near the two proofs came: the largest least margin that was found, and the least distance of the hull of the ỹ_ix_i from the
  /// origin; of points scaled to unit length.
  public struct Separation: Sendable, Equatable {
    public var margin: Double
    public var distance: Double
  }
}

/// What `error` answers: shares, and their decimal logarithms where they may be tiny.
public struct ErrorReport: Sendable, Equatable {
  public enum Method: String, Sendable {
    case lines
    case streamed
    case heldOut = "held out"
  }

  public var step: Double
  public var trainError: Double
  public var interpolates: Bool
  public var testError: Double?
  /// 95 % interval.
  public var testErrorLow: Double?
  public var testErrorHigh: Double?
  public var samples: Int?
  public var method: Method?
  /// Independent points that tell as much as those that were counted; `nil` where nothing was counted.
  public var effectiveSamples: Double?
  public var observedError: Double?
  /// How well `observedError` is known, where it was found by counting.
  public var observedSample: SampledShare?
  public var limitError: Double?
  public var log10LimitError: Double?
  /// How well `limitError` is known; `nil` where it has its closed form.
  public var limitSample: SampledShare?
  public var predictedError: Double?
  public var log10PredictedError: Double?
  /// Why there is no prediction.
  public var predictionGap: PredictionGap?
  public var bayesError: Double?
  public var log10BayesError: Double?
  public var excessError: Double?
  public var verdict: String?
  /// Why there is no verdict.
  public var verdictGap: VerdictGap?
  public var rho: Double?
  public var signal: Double?
  public var regime: String?
  public var runLimitError: Double?
  public var runLimitSample: SampledShare?
  /// Whether `limitError` is below every Double while rounding errors decide its logarithm.
  public var isLimitBelowAll = false
}

extension ErrorReport {
  /// How well `testError` is known, where it was found by counting.
  public var testSample: SampledShare? {
    guard let testErrorLow, let testErrorHigh, let samples, let method else { return nil }
    switch method {
    case .lines: return nil
    case .streamed, .heldOut:
      return SampledShare(low: testErrorLow, high: testErrorHigh, points: samples)
    }
  }
}

/// A share of test points that were drawn or held out, with its 95 % interval.
public struct SampledShare: Sendable, Equatable {
  public let low: Double
  public let high: Double
  /// Test points used.
  public let points: Int
}

/// One hypothesis of the theorems or of this laboratory, with its number.
public struct Condition: Sendable, Equatable {
  public enum Name: String, Sendable, CaseIterable {
    case activation
    case positiveCorrelation = "positive_correlation"
    case nearOrthogonality = "near_orthogonality"
    case smallInit = "small_init"
    case decreasingLoss = "decreasing_loss"
    case dimensionSignal = "dimension_signal"
    case dimensionPoints = "dimension_points"
    case moments
  }

  public var name: Name
  public var value: Double?
  /// The number that decides, where the source states one.
  public var threshold: Double?
  /// `nil` where the source states no threshold.
  public var holds: Bool?
  public var source: String
}

/// What `state` answers beside the definitions.
public struct StateReport: Sendable, Equatable {
  public var step: Double
  public var time: Double
  public var loss: Double?
  public var learningRate: Double?
  public var lossKind: Loss
  public var reduction: Reduction
  public var explicitSteps: Double
  public var leaptSteps: Double
  /// In what way the data are not exactly the mixture's; `nil` where they are.
  public var approximation: String?
  /// 16 hexadecimal digits over definitions and every bit of the state.
  public var stateHash: String
}

/// What `step`, `run` and `flow` answer.
public struct RunReport: Sendable, Equatable {
  public enum Ending: Sendable, Equatable {
    case steps
    case until
    case time
    /// The clock goes no further, and the condition never held.
    case limit
    /// By the caller's `stop`; every step up to here is kept.
    case interrupted
    /// The next state would overflow; the state is the last finite one.
    case diverged
    /// Flow reached a kink along which it would slide.
    case sliding
  }

  public var fromStep: Double
  /// The step reached.
  public var step: Double
  public var steps: Double
  public var explicitSteps: Double
  public var leaptSteps: Double
  /// Estimated error of leaps in every margin; 0 without leaps.
  public var leapError: Double
  public var time: Double
  /// `nil` where flow ran and no step was taken before.
  public var learningRate: Double?
  public var lossFunction: Loss
  public var reduction: Reduction
  public var loss: Double
  public var trainError: Double
  public var margin: Double?
  public var misalignment: Double?
  public var activationStep: Double?
  public var ending: Ending
  public var seconds: Double
}
