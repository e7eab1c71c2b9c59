// SPDX-License-Identifier: Apache-2.0

import Concurrency

extension Motion {
  /// The state with the error of this motion added to that of the runs before it.
  var reached: TrainingState {
    var reached = state
    reached.leapError += error
    return reached
  }

  /// What can be asked of a state in motion; little of it needs the state settled.
  func value(
    of quantity: Quantity, in experiment: Experiment, stop: StopSignal
  ) throws(CoreError) -> QuantityValue {
    switch quantity {
    case .step: return .number(state.step)
    case .time: return .number(state.time)
    case .loss: return .number(loss)
    case .lossIncreases: return .number(state.lossIncreases)
    case .activationStep: return .init(state.activationStep)
    case .explicitSteps: return .number(state.explicitSteps)
    case .leaptSteps: return .number(state.leaptSteps)
    case .leapError: return .number(reached.leapError)
    case .trainError, .interpolates:
      let wrong = margins.count { $0 <= 0 }
      if quantity == .interpolates { return .boolean(wrong == 0) }
      return .number(Double(wrong) / Double(margins.count))
    default:
      var settled = self
      settled.settle()
      return try experiment.with(training: settled.reached, trajectory: experiment.trajectory)
        .value(of: quantity, stop: stop)
    }
  }
}

/// The state in the middle of a run, for recorded expressions.
struct MovingState<M: Motion>: QuantitySource {
  let experiment: Experiment
  let motion: M

  func value(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue {
    try motion.value(of: quantity, in: experiment, stop: stop)
  }
}

extension Experiment {
  func with(training: TrainingState, trajectory: Trajectory) -> Experiment {
    var copy = self
    copy.training = training
    copy.trajectory = trajectory
    return copy
  }
}
