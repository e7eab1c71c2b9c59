// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// This inquiry asks a state in the middle of a run. What the motion has at hand costs nothing; all else needs a copy of it that has settled.
///
/// It owns the motion, so that what was computed of a state is given up before the motion goes on.
final class MovingInquiry<M: Motion>: Inquiry {
  private var moving: M
  private var reading: Reading
  /// Whether something was computed of a settled copy.
  private var isAsked = false
  private var isRecording = false
  private var knowsLimits: Bool?
  private static var mostPointsForDirection: Int { 3_000 }

  /// The numbers that the motion has at hand, read whenever it has moved: to look at the motion itself where its type is not known would copy all of it.
  private struct Reading {
    let progress: TrainingProgress
    let loss: Double
    var margins: [Double]

    /// - Parameter motion: where it is kept, so that it is not copied.
    init(of motion: inout M) {
      (progress, loss, margins) = (motion.state.progress, motion.loss, motion.margins)
    }
  }

  init(_ motion: M, in experiment: Experiment, stop: StopSignal) throws(CoreError) {
    moving = motion
    reading = Reading(of: &moving)
    try super.init(experiment, stop: stop)
  }

  var motion: M {
    _read { yield moving }
    _modify {
      if isAsked {
        kept = Kept()
        isAsked = false
      }
      // The motion changes its margins where they are, if nobody else holds them.
      reading.margins = []
      defer { reading = Reading(of: &moving) }
      yield &moving
    }
  }

  override var progress: TrainingProgress { reading.progress }
  override var loss: Double { reading.loss }
  override var trainError: Double { reading.margins.trainError }
  override var leapError: Double { reading.progress.leapError + moving.error }

  override func alignment() throws(CoreError) -> Alignment? {
    isRecording && knowsLimits != true ? nil : try super.alignment()
  }

  override func runAlignment() throws(CoreError) -> Alignment.Angle? {
    isRecording && knowsLimits != true ? nil : try super.runAlignment()
  }

  override func limitDependsOnStart() throws(CoreError) -> Bool {
    isRecording && knowsLimits != true ? false : try super.limitDependsOnStart()
  }

  override func settle() -> TrainingState {
    isAsked = true
    var settled = moving
    settled.settle()
    return settled.reached
  }
}

extension Motion {
  /// The state with the error of this motion added to that of the runs before it.
  var reached: TrainingState {
    var reached = state
    reached.leapError += error
    return reached
  }
}

extension MovingInquiry: QuantitySource {
  func value(of quantity: Quantity, stop: StopSignal) throws(CoreError) -> QuantityValue {
    switch quantity.cost {
    case .known, .margins: break
    case .pairs, .everything:
      if experiment.size(for: quantity.cost) >= Abandonable.leastSize {
        return try experiment.with(training: settled, trajectory: experiment.trajectory)
          .value(of: quantity, stop: stop)
      }
      self.stop = stop
    }
    return try quantity.answer(of: experiment) { () throws(CoreError) in self }.value
  }
}

// MARK: Recorded rows

extension MovingInquiry {
  /// Answers from the margins and the geometry that the motion has at hand: nothing is settled for them.
  func recorded(_ quantities: [Quantity]) throws(CoreError) -> [QuantityAnswer] {
    let geometry = motion.geometry()
    isRecording = true
    defer {
      isRecording = false
      kept = Kept()
    }
    kept.geometry = geometry
    kept.margins = reading.margins
    return try quantities.map { (quantity) throws(CoreError) in
      try quantity.answer(of: experiment) { () throws(CoreError) in self }
    }
  }

  /// Solves for the limits that rows are compared with, once; rows have none where that is interrupted, or where the points are too many for a solution that is
  /// only recorded.
  func findLimits() throws(CoreError) {
    guard knowsLimits == nil else { return }
    knowsLimits = false
    guard problem.points <= Self.mostPointsForDirection else { return }
    if let solved = try problem.solvedDirection(stop: stop), solved.isConsistent != true {
      _ = try problem.solvedRunLimit(stop: stop)
    }
    knowsLimits = true
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
