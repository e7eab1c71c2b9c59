// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// A law that was fitted to a series: a thin line with its band, in the colour of that series.
  ///
  /// - Parameters:
  ///   - series: whose name stands in the legend.
  ///   - index: the place of the series among those of the figure.
  public static func law(_ series: NumberSeries, ofSeries index: Int) -> Layer {
    Layer(LawLayer(series: series, index: index))
  }
}

struct LawLayer: LayerKind {
  let series: NumberSeries
  let index: Int

  var noun: String? { nil }
  var coordinates: (x: [Double], y: [Double]) { ([], []) }

  func content(in setting: LayerSetting) -> Content {
    var content = Content()
    let runs = setting.runs(x: series.x, y: series.y)
    guard !runs.isEmpty else { return content }
    let name = series.name.onOneLine
    let style = setting.style(ofSeries: index).law
    let drawable = series.x.indices.filter {
      setting.x.accepts(series.x[$0]) && setting.y.accepts(series.y[$0])
    }
    let places = setting.window.clipped(
      content.bandPlaces(of: series, drawable, in: setting, clipped: \.clippedBands))
    content.marks = [
      NamedMark(name: name, mark: BandMark(runs: places.filter { $0.count > 1 }, style: style)),
      NamedMark(name: name, mark: CurveMark(runs: runs, strokes: [style])),
    ]
    content.entries = [LegendEntry(label: name, sample: CurveSample(strokes: [style]))]
    return content
  }
}
