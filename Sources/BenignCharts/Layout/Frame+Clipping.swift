// SPDX-License-Identifier: Apache-2.0

extension Frame {
  /// The parts of a polyline that lie inside the frame, in its pixels.
  ///
  /// Cut here and not by the program that draws: not every one clips.
  func clipped(_ run: [Point]) -> [[Point]] {
    var runs: [[Point]] = []
    for (start, end) in zip(run, run.dropFirst()) {
      guard let (first, last) = clipped(from: start, to: end) else { continue }
      if runs.last?.last == first {
        runs[runs.count - 1].append(last)
      } else {
        runs.append([first, last])
      }
    }
    return runs
  }

  /// The part of a segment that lies inside, by Liang and Barsky: from the share `low` of its way to the share `high`.
  private func clipped(from start: Point, to end: Point) -> (Point, Point)? {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    var (low, high) = (0.0, 1.0)
    // Each edge: how fast the segment leaves through it, and how far its start lies inside.
    for (speed, room) in [
      (-dx, start.x), (dx, width - start.x), (-dy, start.y), (dy, height - start.y),
    ] {
      if speed == 0, room < 0 { return nil }
      if speed < 0 { low = max(low, room / speed) }
      if speed > 0 { high = min(high, room / speed) }
    }
    guard low < high else { return nil }
    let point = { (share: Double) in Point(x: start.x + share * dx, y: start.y + share * dy) }
    return (low == 0 ? start : point(low), high == 1 ? end : point(high))
  }
}
