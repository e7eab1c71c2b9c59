// SPDX-License-Identifier: Apache-2.0

import RealModule

/// At which steps, or times of flow, a run is recorded: evenly in their logarithm, at most `points` of them.
///
/// Where the end is known the grid is fixed beforehand. Where it is not, it begins fine, and every time it is full, every second
/// point is given up and the ratio squared.
struct RecordSchedule {
  /// The next place to be recorded.
  private(set) var next: Double
  private let last: Double?
  private let points: Int
  /// Where the logarithmic grid begins: 1 for steps.
  private let origin: Double
  /// Whether places are rounded to whole steps.
  private let isWhole: Bool
  private var ratio: Double
  private var place = 0.0
  private var recorded = 0

  /// - Parameter unit: the first place of the grid for a run that begins at 0.
  init(from start: Double, length: Double?, points: Int, unit: Double = 1, isWhole: Bool = true) {
    self.points = points
    self.isWhole = isWhole
    last = length.map { start + $0 }
    // The start itself is a point; a run from 0 begins its grid at the unit. That may have underflowed, and the ratio must be finite.
    let least = max(Double.leastNormalMagnitude, (last ?? 0) / 1e300)
    let origin = max(start, unit > least ? unit : least)
    self.origin = origin
    let intervals = Double(max(points - 2, 1))
    ratio = last.map { Double.exp(Double.log(max($0 / origin, 1)) / intervals) } ?? 1.05
    next = start
  }

  /// Tells that `next` was recorded; returns whether every second of the points so far shall go.
  mutating func advance() -> Bool {
    recorded += 1
    let isFull = last == nil && recorded >= points - 1
    if isFull {
      recorded = (recorded + 1) / 2
      ratio *= ratio
    }
    next = following(next)
    if let last { next = min(next, last) }
    return isFull
  }

  private mutating func following(_ current: Double) -> Double {
    if current < origin { return origin }
    guard let last else {
      return isWhole ? max(current + 1, (current * ratio).rounded()) : current * ratio
    }
    if ratio <= 1 { return .infinity }
    while true {
      place += 1
      let candidate = origin * Double.pow(ratio, place)
      // By rounding the grid may end just before the end.
      if candidate > last * (1 - 1e-12) { return max(last, current.nextUp) }
      let rounded = isWhole ? candidate.rounded() : candidate
      if rounded > current { return rounded }
    }
  }
}
