// SPDX-License-Identifier: Apache-2.0

extension Content {
  /// - Parameter stretchesAxes: whether the axes must cover the whole curve.
  init(_ boundary: Boundary, on mappings: Mappings, stretchesAxes: Bool) {
    var runs: [[Point]] = [[]]
    for (x, y) in zip(boundary.x, boundary.y) {
      if mappings.x.accepts(x), mappings.y.accepts(y) {
        runs[runs.count - 1].append(Point(x: x, y: y))
      } else {
        runs.append([])
      }
    }
    runs = runs.filter { $0.count > 1 }
    guard !runs.isEmpty else { return }
    let name = boundary.label.onOneLine
    marks = [NamedMark(name: name, mark: .boundary(runs: runs))]
    entries = [LegendEntry(label: name, sample: .boundary)]
    guard stretchesAxes else { return }
    x = runs.flatMap { $0.map(\.x) }
    y = runs.flatMap { $0.map(\.y) }
  }
}
