// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Takes the standard numbers and the asked-for ones of a state into a trajectory.
struct TrajectoryRecorder<M: Motion> {
  private let inquiry: MovingInquiry<M>
  private let hooks: RunHooks
  /// The names of the numbers of a point, in their order.
  private let names: [String]
  /// Whether a series of the caller may take long.
  private let isLarge: Bool
  private(set) var trajectory = Trajectory()
  /// The clock of the motion at the last record.
  private(set) var lastClock: Double?
  /// The standard quantities where they were last looked at.
  private var lastAnswers: (clock: Double, [QuantityAnswer])?

  init(_ inquiry: MovingInquiry<M>, hooks: RunHooks) {
    self.inquiry = inquiry
    self.hooks = hooks
    isLarge = inquiry.experiment.size >= Abandonable.leastSize
    names = Trajectory.standard.map(\.name) + hooks.record.map(\.name)
  }

  mutating func record() throws {
    try inquiry.findLimits()
    let clock = inquiry.motion.clock
    let answers = try inquiry.recorded(Trajectory.standard)
    lastAnswers = (clock, answers)
    var point = answers.map { $0.number ?? .nan }
    for series in hooks.record {
      // The state is settled for it first.
      if isLarge { try hooks.stop.check() }
      point.append(try series.value(inquiry))
    }
    trajectory.append(point, named: names)
    lastClock = clock
  }

  /// A standard quantity of the state, as it was recorded where it has been; `nil` where it has no value.
  mutating func number(_ quantity: Quantity) throws(CoreError) -> Double? {
    let clock = inquiry.motion.clock
    if lastAnswers?.clock != clock {
      lastAnswers = (clock, try inquiry.recorded(Trajectory.standard))
    }
    let index = Trajectory.standard.firstIndex(of: quantity)
    return index.flatMap { lastAnswers?.1[$0].number }
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
    let clocks = [Quantity.step.name, Quantity.time.name]
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
