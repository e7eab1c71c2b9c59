// SPDX-License-Identifier: Apache-2.0

/// A rectangle whose sides are parallel to the axes; it may reach to infinity.
struct Rectangle: Equatable {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// The parts of a polyline that lie inside.
  ///
  /// Cut here and not by the program that draws: not every one clips.
  func clipped(_ run: [Point]) -> [[Point]] {
    var runs: [[Point]] = []
    for (start, end) in zip(run, run.dropFirst()) {
      guard let part = part(from: start, to: end) else { continue }
      let (first, last) = (start.point(at: part.low, to: end), start.point(at: part.high, to: end))
      if runs.last?.last == first {
        runs[runs.count - 1].append(last)
      } else {
        runs.append([first, last])
      }
    }
    return runs
  }

  /// The part of a segment that lies inside, by Liang and Barsky: from the share `low` of its way to the share `high`.
  func part(from start: Point, to end: Point) -> (low: Double, high: Double)? {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    var (low, high) = (0.0, 1.0)
    // Each edge: how fast the segment leaves through it, and how far its start lies inside.
    for (speed, room) in [
      (-dx, start.x - x.lowerBound), (dx, x.upperBound - start.x), (-dy, start.y - y.lowerBound),
      (dy, y.upperBound - start.y),
    ] {
      if speed == 0, room < 0 { return nil }
      if speed < 0 { low = max(low, room / speed) }
      if speed > 0 { high = min(high, room / speed) }
    }
    return low < high ? (low, high) : nil
  }
}

extension Point {
  /// The point at a share of the way to another.
  func point(at share: Double, to end: Point) -> Point {
    if share == 0 { return self }
    return share == 1 ? end : Point(x: x + share * (end.x - x), y: y + share * (end.y - y))
  }
}
