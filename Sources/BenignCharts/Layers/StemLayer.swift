// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// A dot an entry on a stem from zero (from the lower edge on a log axis).
  public static func stems(_ series: VectorSeries) -> Layer { Layer(StemLayer(series: series)) }
}

struct StemLayer: LayerKind {
  let series: VectorSeries

  var noun: String? { "stem plot" }
  var coordinates: (x: [Double], y: [Double]) { ([], series.values) }
  /// Indices begin at 0.
  func scales(x: Scale, y: Scale) -> (x: Scale, y: Scale) { (.linear, y) }
  var styles: Int { series.grouping?.names.count ?? 1 }
  var standsOnZero: Bool { true }
  var hasWholeX: Bool { true }

  func content(in setting: LayerSetting) -> Content {
    Content(series, in: setting)
  }
}

extension Content {
  /// Up to so many entries stand on stems; more are a cloud of dots.
  private static let stemmedEntries = 250

  fileprivate init(_ series: VectorSeries, in setting: LayerSetting) {
    let (mapping, window) = (setting.y, setting.window)
    let (names, members) = series.grouping.resolved(
      name: series.name, count: series.values.count)
    let (drawable, zeros) = found(series, in: setting)
    let kept = Thinning.indices(of: drawable, keys: [series.values], most: Figure.mostPoints)
    if kept.count < drawable.count {
      notes.thinned = kept.count
      notes.ofPoints = drawable.count
    }
    let hasStems = Self.hasStems(drawable.map { series.values[$0] }, on: mapping)
    for (group, name) in names.enumerated() {
      let style = setting.style(group)
      let points = kept.filter { members[$0] == group }
        .map { Point(x: Double($0), y: series.values[$0]) }
      // On a logarithmic axis the base, 0, becomes the lower edge.
      if hasStems {
        // What ends beyond the limits leads there.
        let seen = points.filter { window.y.overlaps(min(0, $0.y), max(0, $0.y)) }
          .map { Point(x: $0.x, y: window.y.clamped($0.y)) }
        marks.append(NamedMark(name: name, mark: StemsMark(points: seen, base: 0, style: style)))
      }
      let size = drawable.count <= Self.stemmedEntries ? 32.0 : 12
      marks.append(
        NamedMark(
          name: name,
          mark: DotsMark(points: points.filter(window.contains), size: size, style: style)))
      addZeros(
        zeros.filter { members[$0] == group }.map { Point(x: Double($0), y: 0) }, name: name,
        style: style, in: setting)
      entries.append(LegendEntry(label: name, sample: DotSample(style: style)))
    }
    x = [0, Double(max(series.values.count - 1, 0))]
    y = kept.map { series.values[$0] } + (hasStems ? [0] : [])
  }

  /// The entries that have a place, and those that stand at the foot of the axis; what is left out is noted.
  private mutating func found(
    _ series: VectorSeries, in setting: LayerSetting
  ) -> (drawable: [Int], zeros: [Int]) {
    let (mapping, window, values) = (setting.y, setting.window, series.values)
    for value in values where !mapping.accepts(value) && !mapping.isAtFoot(value) {
      notes.leaveOut(value, on: mapping)
    }
    let placed = values.indices.filter { mapping.accepts(values[$0]) }
    let zeros = values.indices.filter { mapping.isAtFoot(values[$0]) }
    let isSeen = { (index: Int) in window.contains(Point(x: Double(index), y: values[index])) }
    notes.outside = (placed + zeros).count { !isSeen($0) }
    return (placed.filter { window.x.contains(Double($0)) }, zeros.filter(isSeen))
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
}
