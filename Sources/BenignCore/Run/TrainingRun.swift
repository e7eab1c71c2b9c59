// SPDX-License-Identifier: Apache-2.0

/// A state in motion: descent counts its steps, flow its time.
protocol Motion {
  /// W but for what a collapsed phase holds back; counters and clocks are right.
  var state: TrainingState { get }
  /// u (n).
  var margins: [Double] { get }
  /// L(W), by the reduction.
  var loss: Double { get }
  /// Estimated error of leaps or flow, in every margin.
  var error: Double { get }
  /// t, or the time.
  var clock: Double { get }
  /// The step size it moves with; flow has none and answers with that of the last step before it, if any.
  var learningRate: Double? { get }
  /// Whether the next move may pass many steps at once, so that a condition is to be looked for inside.
  func mayJump(to target: Double) -> Bool
  /// One move towards `target`, never beyond: a step, a leap, a stretch. The ending where it cannot move.
  mutating func advance(to target: Double) throws(CoreError) -> RunReport.Ending?
  /// A place strictly between two others, as far as they can be told apart.
  static func between(_ low: Double, _ high: Double) -> Double?
  /// Writes what a collapsed phase holds back into the state; the motion is then at its end.
  mutating func settle()
  /// W by its signs, what a collapsed phase holds back included.
  mutating func geometry() -> NetworkGeometry
}

/// One `step`, `run` or `flow`: moves a state until it is far enough, and records on the way.
final class TrainingRun<M: Motion> {
  struct Course {
    /// Where the clock stops; `nil` where only the condition ends the run.
    var target: Double?
    /// What is said of a run that reached its target.
    var arrival: RunReport.Ending
    var schedule: RecordSchedule
  }

  private(set) var trajectory: Trajectory
  private(set) var motion: M
  private let experiment: Experiment
  private let problem: TrainingProblem
  private let hooks: RunHooks
  private let course: Course
  private let start: TrainingState
  private var schedule: RecordSchedule
  private var recorder: TrajectoryRecorder
  private var observationClock = ObservationClock()

  init(
    _ motion: M, of problem: TrainingProblem, in experiment: Experiment, course: Course,
    hooks: RunHooks
  ) {
    self.motion = motion
    self.problem = problem
    self.experiment = experiment
    self.course = course
    self.hooks = hooks
    schedule = course.schedule
    trajectory = experiment.trajectory
    start = motion.state
    recorder = TrajectoryRecorder(problem: problem, hooks: hooks)
  }

  /// Clocks beyond this are not told apart any more.
  private static var lastClock: Double { 1e300 }

  func execute() throws -> RunReport {
    let began = ContinuousClock.now
    var ending = try advance()
    // Where somebody waits: a settled state's geometry costs passes over all pairs, a phase's own products with G.
    if ending == .interrupted, problem.points > problem.neurons { motion.settle() }
    do {
      if recorder.lastClock != motion.clock { try record() }
    } catch CoreError.interrupted {
      // The steps are kept; only the row of what takes so long is missing.
      ending = .interrupted
    }
    motion.settle()
    trajectory.append(contentsOf: recorder.trajectory)
    return report(ending, seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  private func advance() throws -> RunReport.Ending {
    let target = min(course.target ?? Self.lastClock, Self.lastClock)
    do {
      while true {
        if motion.clock >= schedule.next, recorder.lastClock != motion.clock { try record() }
        // Before all that might end the run here: it was interrupted all the same.
        if motion.clock >= hooks.stopClock { return .interrupted }
        if try isConditionMet() { return .until }
        if motion.clock >= target { return course.arrival }
        if hooks.shouldStop() { return .interrupted }
        let next = destination(before: target)
        let floor = hooks.until != nil && motion.mayJump(to: next) ? motion : nil
        if let ending = try motion.advance(to: next) { return ending }
        if let floor { try locateCondition(after: floor) }
        observe()
      }
    } catch CoreError.interrupted {
      return .interrupted
    }
  }

  /// Where the next move may lead: to the next record, or where a condition is asked at every step, to the next step.
  private func destination(before target: Double) -> Double {
    let next = min(schedule.next, target)
    let isAskedEverywhere = hooks.until != nil && !hooks.untilIsSampled
    return isAskedEverywhere && !motion.mayJump(to: next) ? min(next, motion.clock + 1) : next
  }

  private func isConditionMet() throws -> Bool {
    guard let until = hooks.until else { return false }
    if hooks.untilIsSampled, recorder.lastClock != motion.clock { return false }
    return try until(MovingState(experiment: experiment, motion: motion))
  }

  /// Where the condition came to hold on the way: goes back to the first place at which it does.
  private func locateCondition(after floor: M) throws {
    guard !hooks.untilIsSampled, try isConditionMet() else { return }
    var floor = floor
    var reached = motion
    while let middle = M.between(floor.clock, reached.clock) {
      if hooks.shouldStop() { throw CoreError.interrupted }
      motion = floor
      while motion.clock < middle {
        if try motion.advance(to: middle) != nil { break }
      }
      if try isConditionMet() { reached = motion } else { floor = motion }
    }
    motion = reached
  }

  private func record() throws {
    try recorder.record(&motion, in: experiment)
    while schedule.next <= motion.clock {
      let before = schedule.next
      if schedule.advance() { recorder.thin() }
      if schedule.next == before { break }
    }
  }

  private func observe() {
    guard let observe = hooks.observe, observationClock.isDue() else { return }
    // A copy settles: when it is looked at must not decide how the run itself rounds.
    var settled = motion
    settled.settle()
    var trajectory = trajectory
    trajectory.append(contentsOf: recorder.trajectory)
    observe(experiment.with(training: settled.state, trajectory: trajectory))
  }

  private func report(_ ending: RunReport.Ending, seconds: Double) -> RunReport {
    let state = motion.state
    let measured = recorder.measurement(of: &motion)
    return RunReport(
      fromStep: start.step, step: state.step, steps: state.step - start.step,
      explicitSteps: state.explicitSteps - start.explicitSteps,
      leaptSteps: state.leaptSteps - start.leaptSteps, leapError: motion.error, time: state.time,
      learningRate: motion.learningRate, lossFunction: state.loss, reduction: state.reduction,
      loss: motion.loss, trainError: measured.trainError, margin: measured.margin,
      misalignment: measured.whole?.misalignment, activationStep: state.activationStep,
      ending: ending, seconds: seconds)
  }
}

/// Conditions ask the run itself: a copy of the motion for each would cost more than many a step.
extension TrainingRun: QuantitySource {
  func value(
    of quantity: Quantity, shouldStop: () -> Bool
  ) throws(CoreError) -> QuantityValue {
    try motion.value(of: quantity, in: experiment, shouldStop: shouldStop)
  }
}

/// When observers are to be asked: at most every 50 ms, and the clock itself not at every cheap step.
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
