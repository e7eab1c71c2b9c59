// SPDX-License-Identifier: Apache-2.0

/// What `state` answers beside the definitions.
public struct StateReport: Sendable, Equatable, HoldsProgress {
  /// The counters, the clock and the settings of training.
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
  /// What ended a run.
  public enum Ending: Sendable, Equatable {
    /// All steps that the settings ask for were taken.
    case steps
    /// The hooks' condition held.
    case until
    /// Flow has run for the time that the settings ask for.
    case time
    /// The clock goes no further, and the condition never held.
    case lastClock
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
  /// L(W) at the end.
  public var loss: Double
  /// The share of points with ỹ_i f(x_i) ≤ 0 at the end; `nan` where it has no value.
  public var trainError: Double
  /// min ỹ_i f(x_i)/‖W‖ at the end; `nil` where it has no value.
  public var margin: Double?
  /// The quantity `misalignment` at the end; `nil` where it has no value.
  public var misalignment: Double?
  /// What ended the run.
  public var ending: Ending
  /// The time that the run took, in seconds.
  public var seconds: Double

  /// Steps of this run; 0 for flow.
  public var steps: Double { end.step - start.step }
  /// Steps of this run that were taken one by one.
  public var explicitSteps: Double { end.explicitSteps - start.explicitSteps }
  /// Steps of this run that leaps passed.
  public var leaptSteps: Double { end.leaptSteps - start.leaptSteps }
}
