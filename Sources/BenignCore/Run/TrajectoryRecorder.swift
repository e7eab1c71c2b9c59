// SPDX-License-Identifier: Apache-2.0

/// Takes the standard numbers and the asked-for ones of a state into a trajectory.
struct TrajectoryRecorder {
  private let problem: TrainingProblem
  private let hooks: RunHooks
  private(set) var trajectory = Trajectory()
  /// Of the motion, at the last record.
  private(set) var lastClock: Double?
  private(set) var limit: LimitDirection?
  private var runLimit: LimitDirection?
  private var isPrepared = false

  /// The direction of more points than this is not solved only to be recorded.
  static let mostPointsForDirection = 3_000

  init(problem: TrainingProblem, hooks: RunHooks) {
    self.problem = problem
    self.hooks = hooks
  }

  mutating func record(
    _ state: TrainingState, margins: [Double], loss: Double, clock: Double,
    source: any QuantitySource
  ) throws {
    try prepare()
    let measured = StateMeasurement(of: state, in: problem, limit: limit)
    let runAngle = runAngle(state, measured)
    var point: [(name: String, value: Double)] = [
      (Quantity.step.rawValue, state.step), (Quantity.time.rawValue, state.time),
      (Quantity.loss.rawValue, loss), (Quantity.trainError.rawValue, measured.trainError),
      (Quantity.norm.rawValue, measured.norm),
      (Quantity.margin.rawValue, measured.margin ?? .nan),
      (Quantity.cosine.rawValue, measured.whole?.cosine ?? .nan),
      (Quantity.misalignment.rawValue, measured.whole?.misalignment ?? .nan),
      (Quantity.angle.rawValue, measured.whole?.radians ?? .nan),
      (Quantity.cosinePositive.rawValue, measured.positive?.cosine ?? .nan),
      (Quantity.cosineNegative.rawValue, measured.negative?.cosine ?? .nan),
      (Quantity.dispersion.rawValue, measured.dispersion ?? .nan),
      (Quantity.activated.rawValue, measured.activated),
      (Quantity.runMisalignment.rawValue, runAngle?.misalignment ?? .nan),
    ]
    for series in hooks.record {
      point.append((series.name, try series.value(source)))
    }
    trajectory.append(point)
    lastClock = clock
  }

  /// As in `direction`: with the run's own limit where problem (5) contradicts itself and every own pair is activated.
  private func runAngle(_ state: TrainingState, _ measured: StateMeasurement) -> Alignment.Angle? {
    guard let runLimit else { return measured.whole }
    guard PairActivation(of: state.preactivations, in: problem).isOwnWhole else { return nil }
    return Alignment(of: state.preactivations, state.coefficients, with: runLimit, in: problem)
      .whole
  }

  private mutating func prepare() throws(CoreError) {
    if isPrepared { return }
    isPrepared = true
    guard problem.points <= Self.mostPointsForDirection else { return }
    let solved = try problem.solvedDirection(shouldStop: hooks.shouldStop)
    limit = solved?.direction
    if let solved, !solved.isConsistent {
      runLimit = try problem.solvedRunLimit(shouldStop: hooks.shouldStop)
    }
  }

  /// Gives up every second point, the first and the last excepted.
  mutating func thin() { trajectory.thin() }
}

extension Trajectory {
  mutating func append(contentsOf other: Trajectory) {
    for row in 0..<other.count {
      let point = other.names.indices.map { (name: other.names[$0], value: other.columns[$0][row]) }
      // A run begins where the last one ended: that point is there already.
      if row == 0, isLastPoint(of: other) { continue }
      append(point)
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
