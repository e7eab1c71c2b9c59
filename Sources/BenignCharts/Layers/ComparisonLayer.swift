// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// A line of what a series is compared with at each of its x, such as a prediction: thin, in the colour of that series, or grey
  /// where it belongs to several.
  ///
  /// The y axis covers it as far as the data keep a third of the axis; beyond it is cut off.
  /// - Parameters:
  ///   - index: the place of that series among those of the figure; `nil` of several.
  ///   - number: the place of this kind of comparison among those of the figure; they differ in their dashes.
  ///   - isNamed: whether the legend names it, as it does once for all of one kind.
  public static func comparison(
    _ series: NumberSeries, withSeries index: Int?, number: Int = 0, isNamed: Bool
  ) -> Layer {
    Layer(ComparisonLayer(series: series, index: index, number: number, isNamed: isNamed))
  }
}

struct ComparisonLayer: LayerKind {
  let series: NumberSeries
  let index: Int?
  let number: Int
  let isNamed: Bool

  var noun: String? { nil }
  var coordinates: (x: [Double], y: [Double]) { ([], []) }
  var isComparison: Bool { true }

  func content(in setting: LayerSetting) -> Content {
    var content = Content()
    let runs = setting.runs(x: series.x, y: series.y)
    guard !runs.isEmpty else { return content }
    let name = series.name.onOneLine
    let neutral = Style.neutralComparison(number)
    let style = index.map { setting.style(ofSeries: $0).comparison(number) } ?? neutral
    content.marks = [NamedMark(name: name, mark: CurveMark(runs: runs, strokes: [style]))]
    if isNamed {
      content.entries = [
        LegendEntry(label: name, sample: CurveSample(strokes: [neutral]))
      ]
    }
    content.compared = runs.joined().filter { setting.window.x.contains($0.x) }.map(\.y)
    return content
  }
}
