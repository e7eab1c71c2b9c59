// SPDX-License-Identifier: Apache-2.0

import Concurrency

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
  private let inquiry: MovingInquiry<M>
  private let hooks: RunHooks
  private let course: Course
  private let start: TrainingState
  private var schedule: RecordSchedule
  private var recorder: TrajectoryRecorder<M>
  private var observationClock = ObservationClock()
  /// The sides of the condition's comparisons where they were last asked for.
  private var lastSides: (clock: Double, [StopCondition.Side])?
  private var changesSinceRecord = 0

  /// A condition whose comparisons change more often than this between two records is asked at the records only, or a leap would never end.
  private static var mostChanges: Int { 100 }

  init(
    _ motion: M, in experiment: Experiment, course: Course, hooks: RunHooks
  ) throws(CoreError) {
    inquiry = try MovingInquiry(motion, in: experiment, stop: hooks.stop)
    self.course = course
    self.hooks = hooks
    schedule = course.schedule
    trajectory = experiment.trajectory
    start = motion.state
    recorder = TrajectoryRecorder(inquiry, hooks: hooks)
  }

  private(set) var motion: M {
    _read { yield inquiry.motion }
    _modify { yield &inquiry.motion }
  }

  /// Clocks go no further.
  static var lastClock: Double { 1e300 }

  func execute() throws -> RunReport {
    let began = ContinuousClock.now
    var ending = try advance()
    // Where somebody waits: a settled state's geometry costs passes over all pairs, a phase's own products with G.
    if ending == .interrupted, inquiry.problem.points > inquiry.problem.neurons {
      motion.settle()
    }
    do {
      if recorder.lastClock != motion.clock { try record() }
    } catch CoreError.interrupted {
      // The steps are kept; only the row of what takes so long is missing.
      ending = .interrupted
    }
    motion.settle()
    trajectory.append(contentsOf: recorder.trajectory)
    return try report(ending, seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  private func advance() throws -> RunReport.Ending {
    let end = course.target ?? .infinity
    let target = min(end, Self.lastClock)
    do {
      while true {
        let clock = motion.clock
        if clock >= schedule.next, recorder.lastClock != clock { try record() }
        // Before all that might end the run here: it was interrupted all the same.
        if clock >= hooks.stopClock { return .interrupted }
        if try isConditionMet() { return .until }
        if clock >= target { return end > Self.lastClock ? .lastClock : course.arrival }
        if hooks.stop.isRequested { return .interrupted }
        let next = min(schedule.next, target)
        let floor = isWatched && motion.mayJump(to: next) ? motion : nil
        if let standstill = try motion.advance(to: next) { return .init(standstill) }
        if let floor { try returnToChange(after: floor) }
        observe()
      }
    } catch CoreError.interrupted {
      return .interrupted
    }
  }

  /// Whether the condition is asked everywhere, and not at recorded points only.
  private var isWatched: Bool { hooks.until?.isSampled == false }

  private func isConditionMet() throws -> Bool {
    guard let until = hooks.until else { return false }
    if until.isSampled, recorder.lastClock != motion.clock { return false }
    return try until.holds(inquiry)
  }

  /// Goes back to the first place at which a comparison of the condition came out differently, if there is one.
  private func returnToChange(after floor: M) throws {
    guard changesSinceRecord < Self.mostChanges else { return }
    let reached = motion
    motion = floor
    let before = try sides()
    motion = reached
    guard try sides() != before else { return }
    changesSinceRecord += 1
    do {
      try search(from: floor, to: reached, before: before)
    } catch {
      // A place of the search is none at which the run would stop when it is repeated.
      motion = floor
      throw error
    }
  }

  /// Halves between a place where the comparisons come out as before and one where they do not, and leaves the motion at the latter.
  private func search(from first: M, to last: M, before: [StopCondition.Side]) throws {
    var (floor, reached) = (first, last)
    while let middle = M.between(floor.clock, reached.clock) {
      try hooks.stop.check()
      motion = floor
      while motion.clock < middle {
        try hooks.stop.check()
        guard try motion.advance(to: middle) == nil else { return motion = reached }
      }
      if try sides() == before { floor = motion } else { reached = motion }
    }
    motion = reached
  }

  private func sides() throws -> [StopCondition.Side] {
    if let (clock, sides) = lastSides, clock == motion.clock { return sides }
    let sides = try hooks.until?.sides(inquiry) ?? []
    lastSides = (motion.clock, sides)
    return sides
  }

  private func record() throws {
    try recorder.record()
    changesSinceRecord = 0
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
    observe(inquiry.experiment.with(training: settled.reached, trajectory: trajectory))
  }

  private func report(
    _ ending: RunReport.Ending, seconds: Double
  ) throws(CoreError) -> RunReport {
    var end = motion.state.progress
    (end.leapError, end.learningRate) = (motion.error, motion.learningRate)
    return RunReport(
      start: start.progress, end: end,
      loss: motion.loss, trainError: try recorder.number(.trainError) ?? .nan,
      margin: try recorder.number(.margin), misalignment: try recorder.number(.misalignment),
      ending: ending, seconds: seconds)
  }
}

/// When observers are to be asked: at most every 50 ms, and the clock itself not at every cheap step.
struct ObservationClock {
  private var last = ContinuousClock.now
  private var lastLook = ContinuousClock.now
  private var countdown = 0

  mutating func isDue() -> Bool {
    countdown -= 1
    if countdown > 0 { return false }
    let now = ContinuousClock.now
    countdown = now - lastLook < .milliseconds(1) ? 16 : 1
    lastLook = now
    if now - last < .milliseconds(50) { return false }
    last = now
    return true
  }
}
