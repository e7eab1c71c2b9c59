// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// A bar for each number, from zero (from the lower edge on a log axis); side by side where several series have the same x.
  public static func bars(_ series: [NumberSeries]) -> Layer { Layer(BarLayer(series: series)) }
}

struct BarLayer: LayerKind {
  /// The part of the room between two neighbours that bars take.
  private static let share = 0.8

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
    let places = zip(series, found).flatMap { series, found in
      (found.kept + found.zeros).map { series.x[$0] }.filter(setting.x.accepts)
        .map(setting.x.coordinate)
    }
    let (breadth, isAlone) = breadth(around: places)
    for (index, series) in series.enumerated() {
      let style = setting.style(index)
      let shift = isAlone ? 0 : (Double(index) - Double(self.series.count - 1) / 2) * breadth
      let middle = { (x: Double) in setting.x.coordinate(x) + shift }
      let bars = found[index].kept.map { entry in
        let place = middle(series.x[entry])
        return BarsMark.Bar(
          left: setting.x.edge(at: place - breadth / 2),
          right: setting.x.edge(at: place + breadth / 2),
          bottom: 0, top: series.y[entry], at: series.x[entry])
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
      let place = { (x: Double) in setting.x.edge(at: middle(x)) }
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

  /// How wide a bar is on the ruler, and whether no two bars share a place.
  private func breadth(around places: [Double]) -> (breadth: Double, isAlone: Bool) {
    let width = Self.share * Self.room(around: places)
    // Groups of one list have no place in common, and need no room beside one another.
    let counts = Dictionary(places.map { ($0, 1) }, uniquingKeysWith: +)
    let isAlone = counts.values.allSatisfy { $0 == 1 }
    return (isAlone ? width : width / Double(series.count), isAlone)
  }

  /// On the ruler, the least distance of two neighbours.
  private static func room(around places: [Double]) -> Double {
    let sorted = Set(places).sorted()
    let distances = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
    if let least = distances.min() { return least }
    guard let only = sorted.first, only != only.rounded() else { return 1 }
    return only.magnitude / 2
  }
}
