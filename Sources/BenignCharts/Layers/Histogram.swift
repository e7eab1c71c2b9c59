// SPDX-License-Identifier: Apache-2.0

/// How often values fall into equally wide intervals of the x axis; groups are stacked.
public struct Histogram: Sendable, Equatable {
  public let name: String
  public let values: [Double]
  public let grouping: Grouping?
  /// Intervals; chosen from the values (Freedman and Diaconis 1981) where not given.
  public let bins: Int?

  public init(name: String, values: [Double], grouping: Grouping? = nil, bins: Int? = nil) {
    precondition(bins.map { 1...1_000 ~= $0 } ?? true, "bins outside 1...1000")
    precondition(
      grouping.map { $0.members.count == values.count } ?? true,
      "grouping of other length than \(values.count)")
    (self.name, self.values, self.grouping, self.bins) = (name, values, grouping, bins)
  }
}

extension Layer {
  public static func histogram(_ histogram: Histogram) -> Layer { Layer(histogram) }
}

extension Histogram: LayerKind {
  var noun: String? { "histogram" }
  var coordinates: (x: [Double], y: [Double]) { (values, []) }
  func scales(x: Scale, y: Scale) -> (x: Scale, y: Scale) { (x, y == .auto ? .linear : y) }
  var styles: Int { grouping?.names.count ?? 1 }
  var standsOnZero: Bool { true }

  func content(in setting: LayerSetting) -> Content { Content(self, in: setting) }
}

extension Content {
  fileprivate init(_ histogram: Histogram, in setting: LayerSetting) {
    let (names, members) = histogram.grouping.resolved(
      name: histogram.name, count: histogram.values.count)
    let placed = histogram.values.indices.filter { setting.x.accepts(histogram.values[$0]) }
    let drawable = placed.filter { setting.window.x.contains(histogram.values[$0]) }
    notes.outside = placed.count - drawable.count
    for value in histogram.values where !setting.x.accepts(value) {
      notes.leaveOut(value, on: setting.x)
    }
    let values = names.indices.map { group in
      drawable.filter { members[$0] == group }.map { histogram.values[$0] }
    }
    let edges = Bins.edges(for: values, bins: histogram.bins, on: setting.x)
    var heights = [Int](repeating: 0, count: max(edges.count - 1, 0))
    for (group, name) in names.enumerated() {
      let counts = Bins.counts(of: values[group], in: edges)
      let style = Style.series(setting.firstStyle + group)
      var bars: [BarsMark.Bar] = []
      for bin in counts.indices where counts[bin] > 0 {
        let bottom = heights[bin]
        heights[bin] += counts[bin]
        bars.append(
          BarsMark.Bar(
            left: edges[bin], right: edges[bin + 1], bottom: Double(bottom),
            top: Double(heights[bin])))
      }
      notes.cutBars += bars.count { !setting.window.y.contains($0.top) }
      bars.removeAll { !$0.isSeen(in: setting.window) }
      // Solid, then light: groups differ in lightness as well as in hue.
      let isLight = group % 2 == 1
      marks.append(
        NamedMark(name: name, mark: BarsMark(bars: bars, style: style, isLight: isLight)))
      entries.append(LegendEntry(label: name, sample: BoxSample(style: style, isLight: isLight)))
    }
    x = edges
    y = [0] + heights.filter { $0 > 0 }.map(Double.init) + (setting.y == .log ? [0.8] : [])
  }
}
