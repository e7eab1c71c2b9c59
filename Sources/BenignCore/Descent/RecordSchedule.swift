// SPDX-License-Identifier: Apache-2.0

import RealModule

/// At which steps a run is recorded: evenly in log t, at most `points` of them.
///
/// Where the end is known the steps are fixed beforehand. Where it is not, the grid begins fine, and every time it is full, every second
/// point is given up and the ratio squared.
struct RecordSchedule {
  /// The next step to be recorded.
  private(set) var next: Double
  private let last: Double?
  private let points: Int
  private let start: Double
  private var ratio: Double
  private var place = 0.0
  private var recorded = 0

  init(from start: Double, steps: Double?, points: Int) {
    self.start = start
    self.points = points
    last = steps.map { start + $0 }
    let first = max(start, 1)
    // One point is the start's; a run from t = 0 begins its grid at 1.
    let intervals = Double(max(points - 2, 1))
    ratio = last.map { Double.exp(Double.log(max($0, first + 1) / first) / intervals) } ?? 1.05
    next = start
  }

  /// Tells that `next` was recorded; returns whether every second of the points so far shall go.
  mutating func advance() -> Bool {
    recorded += 1
    var thin = false
    if last == nil, recorded >= points - 1 {
      thin = true
      recorded = (recorded + 1) / 2
      ratio *= ratio
    }
    let current = next
    let origin = max(start, 1)
    if current < origin {
      next = origin
    } else {
      if last == nil {
        next = max(current + 1, (current * ratio).rounded())
      } else {
        repeat {
          place += 1
          next = (origin * Double.pow(ratio, place)).rounded()
        } while next <= current && place < 1e6
      }
    }
    if let last { next = min(next, last) }
    return thin
  }
}
