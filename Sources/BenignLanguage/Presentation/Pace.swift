// SPDX-License-Identifier: Apache-2.0

/// How fast work has gone so far, and whether so evenly that the time left can be told.
///
/// The speed of the last third of the time is compared with that of the third before it: where they differ, the next third will differ, too.
struct Pace {
  private struct Mark {
    let elapsed: Double
    let done: Double
  }

  /// Shorter work shows no progress.
  static let patience: Duration = .milliseconds(500)
  /// Front ends and servers drop progress that comes more often.
  static let interval: Duration = .milliseconds(100)

  /// Pictures of work that goes on come no more often.
  static let pictures: Duration = .seconds(1)

  /// Speeds that differ by more than this factor are not the same.
  private static let tolerance = 1.2
  private static let mostMarks = 128

  /// In their order; when there are too many, every second is given up.
  private var marks = [Mark(elapsed: 0, done: 0)]
  private var last = Mark(elapsed: 0, done: 0)

  /// - Parameters:
  ///   - done: steps, runs or whatever else the work consists of.
  ///   - elapsed: seconds since the work began.
  mutating func note(_ done: Double, at elapsed: Double) {
    last = Mark(elapsed: elapsed, done: done)
    if marks.count == Self.mostMarks {
      marks = marks.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }
    let spacing = elapsed / Double(Self.mostMarks)
    if let before = marks.last, elapsed - before.elapsed >= spacing { marks.append(last) }
  }

  /// Seconds that as much again as `left` would take; `nil` where the speed is not steady.
  func time(for left: Double) -> Double? {
    let speeds = [1, 2].map { third in
      let (from, to) = (Double(third) / 3 * last.elapsed, Double(third + 1) / 3 * last.elapsed)
      return (done(at: to) - done(at: from)) / (to - from)
    }
    guard let slowest = speeds.min(), let fastest = speeds.max(), slowest > 0,
      fastest <= Self.tolerance * slowest
    else { return nil }
    return left / speeds[1]
  }

  /// What was done then, on the straight line between two marks.
  private func done(at elapsed: Double) -> Double {
    guard let after = marks.firstIndex(where: { $0.elapsed >= elapsed }), after > 0 else {
      return elapsed > 0 ? last.done : 0
    }
    let (a, b) = (marks[after - 1], marks[after])
    guard b.elapsed > a.elapsed else { return b.done }
    return a.done + (b.done - a.done) * (elapsed - a.elapsed) / (b.elapsed - a.elapsed)
  }
}
