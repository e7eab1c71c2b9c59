// SPDX-License-Identifier: Apache-2.0

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
public struct StateReport: Sendable, Equatable, HoldsProgress {
  public var progress: TrainingProgress
  /// L(W).
  public var loss: Double?
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
    /// The caller's `stop` ended it; every step up to here is kept.
    case interrupted
    /// The next state would overflow; the state is the last finite one.
    case diverged
    /// Flow reached a kink along which it would slide.
    case sliding

    init(_ standstill: Standstill) {
      self =
        switch standstill {
        case .diverged: .diverged
        case .sliding: .sliding
        }
    }
  }

  /// Where the run began.
  public var start: TrainingProgress
  /// Where it ended, with the estimated error of its own leaps alone; the learning rate is `nil` where flow ran and no step was taken before.
  public var end: TrainingProgress
  public var loss: Double
  public var trainError: Double
  public var margin: Double?
  public var misalignment: Double?
  public var ending: Ending
  public var seconds: Double

  public var steps: Double { end.step - start.step }
  public var explicitSteps: Double { end.explicitSteps - start.explicitSteps }
  public var leaptSteps: Double { end.leaptSteps - start.leaptSteps }
}
