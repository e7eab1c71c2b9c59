// SPDX-License-Identifier: Apache-2.0

/// One `flow`: carries a state until its time is up, and records on the way.
final class FlowRun {
  private(set) var trajectory: Trajectory
  private(set) var finalState: TrainingState
  private let problem: TrainingProblem
  private let experiment: Experiment
  private let settings: FlowSettings
  private let hooks: RunHooks
  private var dynamics: FlowDynamics
  private let start: TrainingState
  private var schedule: RecordSchedule
  private var recorder: TrajectoryRecorder
  private var clock = ObservationClock()

  /// - Parameter unit: the time at which a record from time 0 begins: that of one step of gradient descent.
  init(
    experiment: Experiment, problem: TrainingProblem, state: TrainingState, unit: Double,
    settings: FlowSettings, hooks: RunHooks
  ) {
    self.experiment = experiment
    self.problem = problem
    self.settings = settings
    self.hooks = hooks
    trajectory = experiment.trajectory
    start = state
    finalState = state
    dynamics = FlowDynamics(
      state, of: problem, tolerance: settings.tolerance, shouldStop: hooks.shouldStop)
    schedule = RecordSchedule(
      from: state.time, length: settings.time, points: settings.points, unit: unit,
      isWhole: false)
    recorder = TrajectoryRecorder(problem: problem, hooks: hooks)
  }

  func execute() throws -> RunReport {
    let began = ContinuousClock.now
    let ending = try advance()
    dynamics.settle()
    finalState = dynamics.state
    if recorder.lastTime != finalState.time { try record() }
    trajectory.append(contentsOf: recorder.trajectory)
    return report(ending, seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  private func advance() throws -> RunReport.Ending {
    let target = settings.time.map { start.time + $0 }
    do {
      while true {
        let time = dynamics.state.time
        if time >= schedule.next, recorder.lastTime != time { try record() }
        if try isConditionMet() { return .until }
        if let target, time >= target { return .time }
        if time >= Self.lastTime { return .time }
        if hooks.shouldStop() { return .interrupted }
        let before = dynamics
        if case .sliding = try dynamics.advance(to: min(schedule.next, target ?? Self.lastTime)) {
          return .sliding
        }
        try locateCondition(after: before)
        observe()
      }
    } catch CoreError.interrupted {
      return .interrupted
    }
  }

  /// Flow without an end ends here.
  static let lastTime = 1e300

  private func isConditionMet() throws -> Bool {
    guard let until = hooks.until else { return false }
    if hooks.untilIsSampled, recorder.lastTime != dynamics.state.time { return false }
    return try until(movingState)
  }

  /// Where `until` came to hold on the way: goes back to the first time at which it does, to 1e-12 relative.
  private func locateCondition(after floor: FlowDynamics) throws {
    guard hooks.until != nil, !hooks.untilIsSampled, try isConditionMet() else { return }
    var floor = floor
    var reached = dynamics
    while reached.state.time - floor.state.time > 1e-12 * reached.state.time {
      if hooks.shouldStop() { throw CoreError.interrupted }
      let middle = 0.5 * (floor.state.time + reached.state.time)
      dynamics = floor
      while dynamics.state.time < middle {
        if case .sliding = try dynamics.advance(to: middle) { break }
      }
      if try isConditionMet() { reached = dynamics } else { floor = dynamics }
    }
    dynamics = reached
  }

  private var movingState: MovingState<FlowDynamics> {
    MovingState(experiment: experiment, motion: dynamics)
  }

  private func record() throws {
    dynamics.settle()
    try recorder.record(
      dynamics.state, margins: dynamics.margins, loss: dynamics.loss, source: movingState)
    while schedule.next <= dynamics.state.time {
      let before = schedule.next
      if schedule.advance() { recorder.thin() }
      if schedule.next == before { break }
    }
  }

  private func observe() {
    guard let observe = hooks.observe, clock.isDue() else { return }
    dynamics.settle()
    var trajectory = trajectory
    trajectory.append(contentsOf: recorder.trajectory)
    observe(experiment.with(training: dynamics.state, trajectory: trajectory))
  }

  private func report(_ ending: RunReport.Ending, seconds: Double) -> RunReport {
    let measured = StateMeasurement(of: finalState, in: problem, limit: recorder.limit)
    return RunReport(
      fromStep: start.step, step: finalState.step, steps: 0, explicitSteps: 0, leaptSteps: 0,
      leapError: dynamics.totalError, time: finalState.time, learningRate: finalState.learningRate,
      loss: dynamics.loss, trainError: measured.trainError, margin: measured.margin,
      misalignment: measured.whole?.misalignment, activationStep: finalState.activationStep,
      ending: ending, seconds: seconds)
  }
}
