// SPDX-License-Identifier: Apache-2.0

extension Content {
  /// Up to so many entries stand on stems; more are a cloud of dots.
  private static let stemmedEntries = 250

  /// - Parameter firstStyle: the number of styles that earlier layers took.
  init(_ series: StemSeries, firstStyle: Int, on mapping: AxisScale.Mapping) {
    let (names, members) = Self.groups(
      series.grouping, name: series.name, count: series.values.count)
    let drawable = series.values.indices.filter { mapping.accepts(series.values[$0]) }
    for value in series.values where !mapping.accepts(value) { notes.leaveOut(value, on: mapping) }
    let kept = Thinning.indices(of: drawable, keys: [series.values], limit: Figure.pointLimit)
    if kept.count < drawable.count {
      notes.thinned = kept.count
      notes.ofPoints = drawable.count
    }
    let hasStems = Self.hasStems(drawable.map { series.values[$0] }, on: mapping)
    for (group, name) in names.enumerated() {
      let style = Style.series(firstStyle + group)
      let points = kept.filter { members[$0] == group }
        .map { Point(x: Double($0), y: series.values[$0]) }
      // On a logarithmic axis the base, 0, becomes the lower edge.
      if hasStems { marks.append(NamedMark(name: name, mark: .stems(points, base: 0, style))) }
      let size = drawable.count <= Self.stemmedEntries ? 32.0 : 12
      marks.append(NamedMark(name: name, mark: .dots(points, size: size, style)))
      entries.append(LegendEntry(label: name, sample: .dot(style)))
    }
    x = [0, Double(max(series.values.count - 1, 0))]
    y = kept.map { series.values[$0] } + (hasStems ? [0] : [])
  }

  /// Stems lead to 0, or to a logarithmic axis' end, which must not hide how values of one size differ.
  private static func hasStems(_ values: [Double], on mapping: AxisScale.Mapping) -> Bool {
    guard values.count <= stemmedEntries, let least = values.min(), let most = values.max() else {
      return false
    }
    switch mapping {
    case .log: return most / least >= 10
    case .linear: return most - least > max(least.magnitude, most.magnitude) / 2
    }
  }

  init(_ histogram: Histogram, firstStyle: Int, on mappings: Mappings) {
    let (names, members) = Self.groups(
      histogram.grouping, name: histogram.name, count: histogram.values.count)
    let drawable = histogram.values.indices.filter { mappings.x.accepts(histogram.values[$0]) }
    for value in histogram.values where !mappings.x.accepts(value) {
      notes.leaveOut(value, on: mappings.x)
    }
    let values = names.indices.map { group in
      drawable.filter { members[$0] == group }.map { histogram.values[$0] }
    }
    let edges = Bins.edges(for: values, bins: histogram.bins, on: mappings.x)
    var heights = [Int](repeating: 0, count: max(edges.count - 1, 0))
    for (group, name) in names.enumerated() {
      let counts = Bins.counts(of: values[group], in: edges)
      let style = Style.series(firstStyle + group)
      var bars: [Bar] = []
      for bin in counts.indices where counts[bin] > 0 {
        let bottom = heights[bin]
        heights[bin] += counts[bin]
        bars.append(
          Bar(
            left: edges[bin], right: edges[bin + 1], bottom: Double(bottom),
            top: Double(heights[bin])))
      }
      // Solid, then light: groups differ in lightness as well as in hue.
      let isLight = group % 2 == 1
      marks.append(NamedMark(name: name, mark: .bars(bars, style, isLight: isLight)))
      entries.append(LegendEntry(label: name, sample: .box(style, isLight: isLight)))
    }
    x = edges
    y = [0] + heights.filter { $0 > 0 }.map(Double.init) + (mappings.y == .log ? [0.8] : [])
  }

  private static func groups(_ grouping: Grouping?, name: String, count: Int) -> ([String], [Int]) {
    guard let grouping else { return ([name.onOneLine], [Int](repeating: 0, count: count)) }
    return (grouping.names.map(\.onOneLine), grouping.members)
  }
}
