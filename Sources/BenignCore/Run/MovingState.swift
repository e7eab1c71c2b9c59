// SPDX-License-Identifier: Apache-2.0

/// The state in the middle of a run, for conditions and recorded expressions.
struct MovingState<M: Motion>: QuantitySource {
  let experiment: Experiment
  let motion: M

  func value(
    of quantity: Quantity, shouldStop: () -> Bool
  ) throws(CoreError) -> QuantityValue {
    switch quantity {
    case .step: return .number(motion.state.step)
    case .time: return .number(motion.state.time)
    case .loss: return .number(motion.loss)
    case .lossIncreases: return .number(motion.state.lossIncreases)
    case .activationStep: return .init(motion.state.activationStep)
    case .trainError, .interpolates:
      let wrong = motion.margins.count { $0 <= 0 }
      if quantity == .interpolates { return .boolean(wrong == 0) }
      return .number(Double(wrong) / Double(motion.margins.count))
    default:
      var settled = motion
      settled.settle()
      return try experiment.with(training: settled.state, trajectory: experiment.trajectory)
        .value(of: quantity, shouldStop: shouldStop)
    }
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
