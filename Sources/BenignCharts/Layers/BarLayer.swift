// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// A bar for each number, from zero (from the lower edge on a log axis); side by side where several series have the same x.
  public static func bars(_ series: [NumberSeries]) -> Layer { Layer(BarLayer(series: series)) }
}

struct BarLayer: LayerKind {
  let series: [NumberSeries]

  var noun: String? { "bar chart" }
  var coordinates: (x: [Double], y: [Double]) { (series.flatMap(\.x), series.flatMap(\.y)) }
  var styles: Int { series.count }
  var standsOnZero: Bool { true }
  var hasWholeX: Bool { series.allSatisfy { $0.x.allSatisfy { $0 == $0.rounded() } } }
  /// Bars are few, and each is read by its own x.
  var places: (x: [Double], y: [Double]) {
    (Set(series.flatMap(\.x)).filter(\.isFinite).sorted().unlessIndex, [])
  }

  func content(in setting: LayerSetting) -> Content {
    var content = Content()
    let found = series.map { content.drawable($0, in: setting) }
    let slots = BarSlots(of: series, in: setting)
    for (index, series) in series.enumerated() {
      let style = setting.style(index)
      let bars = found[index].kept.map { entry in
        let (left, right) = slots.edges(at: series.x[entry], series: index)
        return BarsMark.Bar(
          left: left, right: right, bottom: 0, top: series.y[entry], at: series.x[entry])
      }.filter { $0.isSeen(in: setting.window) }
      let name = series.name.onOneLine
      // Through a light bar its whisker is seen.
      let isLight = series.band != nil
      content.marks.append(
        NamedMark(name: name, mark: BarsMark(bars: bars, style: style, isLight: isLight)))
      content.entries.append(
        LegendEntry(label: name, sample: BoxSample(style: style, isLight: isLight)))
      content.x += bars.flatMap { [$0.left, $0.right] }
      content.y += bars.map(\.top)
      let place = { (x: Double) in slots.middle(at: x, series: index) }
      content.addWhiskers(
        of: series, found[index].kept, style: style, in: setting, at: place)
      content.addZeros(of: series, found[index].zeros, style: style, in: setting, at: place)
    }
    switch setting.y {
    case .linear: content.y.append(0)
    case .log: content.y += content.y.filter { $0 > 0 }.min().map { [$0 / 2] } ?? []
    }
    return content
  }
}
