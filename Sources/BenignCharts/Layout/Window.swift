// SPDX-License-Identifier: Apache-2.0

/// A window is what can be seen between the limits that axes were given. Without limits it is the whole plane.
///
/// Lines are cut on the ruler, where they are drawn straight.
struct Window: Equatable {
  let x: Side
  let y: Side

  /// One direction.
  struct Side: Equatable {
    let mapping: AxisScale.Mapping
    let limits: ClosedRange<Double>?

    func contains(_ value: Double) -> Bool { limits?.contains(value) ?? true }

    /// Whether something between two values can be seen.
    func overlaps(_ low: Double, _ high: Double) -> Bool {
      limits.map { low < $0.upperBound && high > $0.lowerBound } ?? true
    }

    /// The nearest value that can be seen.
    func clamped(_ value: Double) -> Double {
      limits.map { min(max(value, $0.lowerBound), $0.upperBound) } ?? value
    }

    /// The value at a share of the way between two on the ruler; the first, where one of them has no place there.
    func value(at share: Double, from start: Double, to end: Double) -> Double {
      if share == 1 { return end }
      guard share > 0, mapping.accepts(start), mapping.accepts(end) else { return start }
      let low = mapping.coordinate(start)
      return clamped(mapping.value(at: low + share * (mapping.coordinate(end) - low)))
    }

    /// The shares of the way between two values at which it crosses a limit, increasing.
    func crossings(from start: Double, to end: Double) -> [Double] {
      guard let limits, mapping.accepts(start), mapping.accepts(end), start != end else {
        return []
      }
      let (low, high) = (mapping.coordinate(start), mapping.coordinate(end))
      return [limits.lowerBound, limits.upperBound]
        .map { (mapping.coordinate($0) - low) / (high - low) }
        .filter { 0 < $0 && $0 < 1 }.sorted()
    }

    fileprivate var ruler: ClosedRange<Double> {
      limits.map { mapping.coordinate($0.lowerBound)...mapping.coordinate($0.upperBound) }
        ?? -Double.infinity...Double.infinity
    }
  }

  init(x: Side, y: Side) { (self.x, self.y) = (x, y) }

  /// The part that can be seen between the ends of the y axis.
  init(seenOn x: AxisScale, _ y: AxisScale) {
    self.init(
      x: Side(mapping: x.mapping, limits: nil), y: Side(mapping: y.mapping, limits: y.low...y.high))
  }

  var isUnlimited: Bool { x.limits == nil && y.limits == nil }

  func contains(_ point: Point) -> Bool { x.contains(point.x) && y.contains(point.y) }

  /// The parts of polylines that can be seen.
  func clipped(_ runs: [[Point]]) -> [[Point]] {
    guard !isUnlimited else { return runs }
    return runs.flatMap { run in
      var pieces: [[Point]] = []
      for (start, end) in zip(run, run.dropFirst()) {
        guard let part = part(from: start, to: end) else { continue }
        let first = point(at: part.low, from: start, to: end)
        if pieces.last?.last != first { pieces.append([first]) }
        pieces[pieces.count - 1].append(point(at: part.high, from: start, to: end))
      }
      return pieces
    }
  }

  /// Keeps the indices of strokes over what can be seen of x. They stand in the order in which their points are joined.
  func near(_ indices: [Int], at place: (Int) -> Double) -> [Int] {
    guard x.limits != nil else { return indices }
    var isNear = indices.map { x.contains(place($0)) }
    for (first, second) in zip(indices.indices, indices.indices.dropFirst())
    where indices[first] + 1 == indices[second] {
      let ends = (place(indices[first]), place(indices[second]))
      guard x.overlaps(min(ends.0, ends.1), max(ends.0, ends.1)) else { continue }
      isNear[first] = true
      isNear[second] = true
    }
    return indices.indices.filter { isNear[$0] }.map { indices[$0] }
  }

  private func part(from start: Point, to end: Point) -> (low: Double, high: Double)? {
    Rectangle(x: x.ruler, y: y.ruler).part(from: place(of: start), to: place(of: end))
  }

  private func place(of point: Point) -> Point {
    Point(x: x.mapping.coordinate(point.x), y: y.mapping.coordinate(point.y))
  }

  private func point(at share: Double, from start: Point, to end: Point) -> Point {
    Point(
      x: x.value(at: share, from: start.x, to: end.x),
      y: y.value(at: share, from: start.y, to: end.y))
  }
}
