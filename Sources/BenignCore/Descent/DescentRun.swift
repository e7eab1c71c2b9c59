// SPDX-License-Identifier: Apache-2.0

/// One `step` or `run`: moves a state until it is far enough, and records on the way.
final class DescentRun {
  let problem: TrainingProblem
  private(set) var trajectory: Trajectory
  private(set) var finalState: TrainingState
  private let experiment: Experiment
  private let settings: DescentSettings
  private let hooks: RunHooks
  private let learningRate: Double
  private var dynamics: DescentDynamics
  private var leaper: Leaper?
  private let start: TrainingState
  private var schedule: RecordSchedule
  private var recorder: TrajectoryRecorder
  private var clock = ObservationClock()

  init(
    experiment: Experiment, problem: TrainingProblem, state: TrainingState, learningRate: Double,
    settings: DescentSettings, hooks: RunHooks
  ) {
    self.experiment = experiment
    self.problem = problem
    self.settings = settings
    self.hooks = hooks
    self.learningRate = learningRate
    trajectory = experiment.trajectory
    start = state
    finalState = state
    dynamics = DescentDynamics(state, of: problem)
    schedule = RecordSchedule(from: state.step, length: settings.steps, points: settings.points)
    recorder = TrajectoryRecorder(problem: problem, hooks: hooks)
    if settings.leap {
      let rate = learningRate * state.reduction.weight(points: problem.points)
      leaper = Leaper(
        settings: LeapSettings(
          loss: state.loss, rate: rate, tolerance: settings.tolerance,
          shouldStop: hooks.shouldStop), learningRate: learningRate)
    }
  }

  func execute() throws -> RunReport {
    let began = ContinuousClock.now
    let ending = try advance()
    dynamics.settle()
    dynamics.markDiverged(ending == .diverged)
    finalState = dynamics.state
    if recorder.lastStep != finalState.step { try record() }
    trajectory.append(contentsOf: recorder.trajectory)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    return report(ending, seconds: seconds)
  }

  private func advance() throws -> RunReport.Ending {
    let target = settings.steps.map { start.step + $0 }
    do {
      while true {
        let step = dynamics.state.step
        if step >= schedule.next, recorder.lastStep != step { try record() }
        if try isConditionMet(atRecord: recorder.lastStep == step) { return .until }
        if let target, step >= target { return .steps }
        if hooks.shouldStop() { return .interrupted }
        if try leap(to: min(target ?? schedule.next, schedule.next)) { continue }
        if case .diverged = dynamics.advance(learningRate: learningRate) { return .diverged }
        observe()
      }
    } catch CoreError.interrupted {
      return .interrupted
    }
  }

  /// Leaps towards `target`, and where `until` came to hold on the way, to the first step at which it does.
  private func leap(to target: Double) throws -> Bool {
    guard leaper != nil else { return false }
    let before = dynamics
    guard try leaper?.move(&dynamics, to: target) == true else { return false }
    observe()
    if hooks.until == nil || hooks.untilIsSampled { return true }
    if try isConditionMet(atRecord: false) { try locateCondition(after: before) }
    return true
  }

  /// Goes back to the first step after `floor` at which `until` holds, knowing that it holds here.
  private func locateCondition(after floor: DescentDynamics) throws {
    var floor = floor
    var high = dynamics.state.step
    while true {
      let middle = (0.5 * (floor.state.step + high)).rounded()
      if middle <= floor.state.step || middle >= high { break }
      if hooks.shouldStop() { throw CoreError.interrupted }
      dynamics = floor
      try walk(to: middle)
      if try isConditionMet(atRecord: false) {
        high = middle
      } else {
        floor = dynamics
      }
    }
    dynamics = floor
    try walk(to: high)
  }

  /// To exactly this step, by a leap or, where it is near, step by step.
  private func walk(to step: Double) throws {
    while dynamics.state.step < step {
      if try leaper?.move(&dynamics, to: step) == true { continue }
      if case .diverged = dynamics.advance(learningRate: learningRate) { return }
    }
  }

  private func isConditionMet(atRecord: Bool) throws -> Bool {
    guard let until = hooks.until else { return false }
    if hooks.untilIsSampled, !atRecord { return false }
    return try until(movingState)
  }

  private var movingState: MovingState<DescentDynamics> {
    MovingState(experiment: experiment, motion: dynamics)
  }

  private func record() throws {
    dynamics.settle()
    try recorder.record(
      dynamics.state, margins: dynamics.margins, loss: dynamics.loss,
      source: movingState)
    while schedule.next <= dynamics.state.step {
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
    let state = finalState
    let limit = recorder.limit
    let measured = StateMeasurement(of: state, in: problem, limit: limit)
    return RunReport(
      fromStep: start.step, step: state.step, steps: state.step - start.step,
      explicitSteps: state.explicitSteps - start.explicitSteps,
      leaptSteps: state.leaptSteps - start.leaptSteps, leapError: leaper?.error ?? 0,
      time: state.time,
      learningRate: learningRate, loss: dynamics.loss, trainError: measured.trainError,
      margin: measured.margin, misalignment: measured.whole?.misalignment,
      activationStep: state.activationStep, ending: ending, seconds: seconds)
  }
}

/// When observers and clocks are to be asked: at most every 50 ms, and the clock itself not at every cheap step.
struct ObservationClock {
  private var last = ContinuousClock.now
  private var countdown = 0

  mutating func isDue() -> Bool {
    countdown -= 1
    if countdown > 0 { return false }
    countdown = 16
    let now = ContinuousClock.now
    if now - last < .milliseconds(50) { return false }
    last = now
    return true
  }
}
