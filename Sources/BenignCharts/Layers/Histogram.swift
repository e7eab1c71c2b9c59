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
    let zeros = atFoot(histogram, in: setting)
    let drawable = drawable(histogram, in: setting)
    let values = names.indices.map { group in
      drawable.filter { members[$0] == group }.map { histogram.values[$0] }
    }
    let edges = Bins.edges(for: values, bins: histogram.bins, on: setting.x)
    let footBin = zeros.isEmpty ? nil : FootBin(below: edges, on: setting.x)
    let sides =
      (footBin.map { [($0.left, $0.right)] } ?? []) + Array(zip(edges, edges.dropFirst()))
    var heights = [Int](repeating: 0, count: sides.count)
    for (group, name) in names.enumerated() {
      let counts =
        (footBin == nil ? [] : [zeros.count { members[$0] == group }])
        + Bins.counts(of: values[group], in: edges)
      let style = setting.style(group)
      var bars: [BarsMark.Bar] = []
      for bin in counts.indices where counts[bin] > 0 {
        let bottom = heights[bin]
        heights[bin] += counts[bin]
        bars.append(
          BarsMark.Bar(
            left: sides[bin].0, right: sides[bin].1, bottom: Double(bottom),
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
    x = edges + (footBin.map { [$0.left, $0.right] } ?? [])
    footX = footBin?.foot
    y = [0] + heights.filter { $0 > 0 }.map(Double.init) + (setting.y == .log ? [0.8] : [])
  }

  /// The entries that have a place among the intervals; what is left out is noted.
  private mutating func drawable(_ histogram: Histogram, in setting: LayerSetting) -> [Int] {
    let placed = histogram.values.indices.filter { setting.x.accepts(histogram.values[$0]) }
    let drawable = placed.filter { setting.window.x.contains(histogram.values[$0]) }
    notes.outside += placed.count - drawable.count
    for value in histogram.values where !setting.x.accepts(value) && !setting.x.isAtFoot(value) {
      notes.leaveOut(value, on: setting.x)
    }
    return drawable
  }

  /// The entries that stand at the foot of the axis; none where limits leave it out.
  private mutating func atFoot(_ histogram: Histogram, in setting: LayerSetting) -> [Int] {
    let zeros = histogram.values.indices.filter { setting.x.isAtFoot(histogram.values[$0]) }
    guard setting.window.x.contains(0) else {
      notes.outside += zeros.count
      return []
    }
    return zeros
  }
}

/// The interval of a logarithmic axis in which zeros are counted: as wide as the others, and apart from them.
private struct FootBin {
  let left: Double
  let right: Double
  let foot: AxisScale.Foot

  /// - Parameter edges: of the other intervals, increasing; none where there are zeros only.
  init(below edges: [Double], on mapping: AxisScale.Mapping) {
    let places = edges.prefix(2).map(mapping.coordinate)
    let (first, width) = places.count > 1 ? (places[0], places[1] - places[0]) : (0, 0.1)
    left = mapping.edge(at: first - 2 * width)
    right = mapping.edge(at: first - width)
    foot = AxisScale.Foot(
      place: mapping.edge(at: first - 1.5 * width), end: edges.first ?? .infinity)
  }
}
