// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Takes the standard numbers and the asked-for ones of a state into a trajectory.
struct TrajectoryRecorder {
  private let problem: TrainingProblem
  private let hooks: RunHooks
  /// Of the numbers of a point, in their order.
  private let names: [String]
  private(set) var trajectory = Trajectory()
  /// Of the motion, at the last record.
  private(set) var lastClock: Double?
  private var lastMeasurement: (clock: Double, StateMeasurement)?
  private(set) var limit: LimitDirection?
  private var runLimit: LimitDirection?
  /// Whether the run's own limit is, or may be, another than problem (5)'s.
  private var isLimitOther = false
  private var isPrepared = false

  /// The direction of more points than this is not solved only to be recorded.
  static let mostPointsForDirection = 3_000

  init(problem: TrainingProblem, hooks: RunHooks) {
    self.problem = problem
    self.hooks = hooks
    names = Trajectory.standard.map(\.rawValue) + hooks.record.map(\.name)
  }

  mutating func record<M: Motion>(_ motion: inout M, in experiment: Experiment) throws {
    try prepare()
    let geometry = motion.geometry()
    let measured = StateMeasurement(
      of: geometry, margins: motion.margins, limit: limit)
    lastMeasurement = (motion.clock, measured)
    let state = motion.state
    var point = [
      state.step, state.time, motion.loss, measured.trainError, measured.norm,
      measured.margin ?? .nan, measured.whole?.cosine ?? .nan,
      measured.whole?.misalignment ?? .nan, measured.whole?.radians ?? .nan,
      measured.positive?.cosine ?? .nan, measured.negative?.cosine ?? .nan,
      measured.dispersion ?? .nan, measured.activated,
      runAngle(geometry, measured)?.misalignment ?? .nan,
    ]
    let isLarge = experiment.size >= Abandonable.leastSize
    for series in hooks.record {
      // The state is settled for it first.
      if isLarge { try hooks.stop.check() }
      point.append(try series.value(MovingState(experiment: experiment, motion: motion)))
    }
    trajectory.append(point, named: names)
    lastClock = motion.clock
  }

  /// The cheap numbers of the state, as they were recorded where it has been.
  func measurement<M: Motion>(of motion: inout M) -> StateMeasurement {
    if let (clock, measured) = lastMeasurement, clock == motion.clock { return measured }
    return StateMeasurement(
      of: motion.geometry(), margins: motion.margins, limit: limit)
  }

  /// As in `direction`: with the run's own limit where problem (5) contradicts itself and every own pair is activated.
  private func runAngle(
    _ geometry: NetworkGeometry, _ measured: StateMeasurement
  ) -> Alignment.Angle? {
    guard isLimitOther else { return measured.whole }
    guard let runLimit else { return nil }
    guard geometry.activation.isOwnWhole else { return nil }
    return Alignment(of: geometry, with: runLimit).whole
  }

  private mutating func prepare() throws(CoreError) {
    if isPrepared { return }
    isPrepared = true
    guard problem.points <= Self.mostPointsForDirection else { return }
    let solved = try problem.solvedDirection(stop: hooks.stop)
    limit = solved?.direction
    if let solved, solved.isConsistent != true {
      isLimitOther = true
      runLimit = try problem.solvedRunLimit(stop: hooks.stop)
    }
  }

  /// Gives up every second point, the first and the last excepted.
  mutating func thin() { trajectory.thin() }
}

extension Trajectory {
  mutating func append(contentsOf other: Trajectory) {
    // A run begins where the last one ended: that point is there already.
    let first = other.count > 0 && isLastPoint(of: other) ? 1 : 0
    for row in first..<max(other.count, first) {
      append(other.columns.map { $0[row] }, named: other.names)
    }
  }

  private func isLastPoint(of other: Trajectory) -> Bool {
    let clocks = [Quantity.step.rawValue, Quantity.time.rawValue]
    return count > 0
      && clocks.allSatisfy { name in
        self[name]?.last.map { $0 == other[name]?.first } ?? false
      }
  }

  mutating func thin() {
    let last = count - 1
    for index in columns.indices {
      columns[index] = columns[index].enumerated().filter {
        $0.offset % 2 == 0 || $0.offset == last
      }
      .map(\.element)
    }
  }
}
