// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// A stroke across each bar of a series at what it is compared with, such as a prediction.
  ///
  /// The y axis covers it as far as the data keep a third of the axis.
  /// - Parameters:
  ///   - index: the place of that series among the bars.
  ///   - bars: the series whose bars stand side by side.
  ///   - number: the place of this kind of comparison among those of the figure; they differ in their dashes.
  ///   - isNamed: whether the legend names it, as it does once for all of one kind.
  public static func comparison(
    _ series: NumberSeries, across index: Int, of bars: [NumberSeries], number: Int = 0,
    isNamed: Bool
  ) -> Layer {
    Layer(
      BarComparisonLayer(
        series: series, index: index, bars: bars, number: number, isNamed: isNamed))
  }
}

struct BarComparisonLayer: LayerKind {
  let series: NumberSeries
  let index: Int
  let bars: [NumberSeries]
  let number: Int
  let isNamed: Bool

  var noun: String? { nil }
  var coordinates: (x: [Double], y: [Double]) { ([], []) }

  func content(in setting: LayerSetting) -> Content {
    var content = Content()
    let slots = BarSlots(of: bars, in: setting)
    let runs = zip(series.x, series.y).filter { x, y in
      setting.x.accepts(x) && setting.y.accepts(y) && setting.window.x.contains(x)
    }.map { x, y in
      let (left, right) = slots.edges(at: x, series: index)
      return [Point(x: left, y: y), Point(x: right, y: y)]
    }
    guard !runs.isEmpty else { return content }
    let name = series.name.onOneLine
    // It lies on bars of any colour.
    let strokes = Style.boundary(number)
    content.marks = [NamedMark(name: name, mark: CurveMark(runs: runs, strokes: strokes))]
    if isNamed {
      content.entries = [LegendEntry(label: name, sample: CurveSample(strokes: strokes))]
    }
    content.compared = runs.joined().map(\.y)
    return content
  }
}
