// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// A dot for each number, with a whisker where it has a band.
  public static func points(_ series: NumberSeries) -> Layer { Layer(PointLayer(series: series)) }
}

struct PointLayer: LayerKind {
  /// More dots than this are smaller.
  private static let largeDots = 250

  let series: NumberSeries

  var noun: String? { "scatter plot" }
  var coordinates: (x: [Double], y: [Double]) { (series.x, series.y) }
  var styles: Int { 1 }
  var curve: NumberSeries? { series }

  func content(in setting: LayerSetting) -> Content {
    var content = Content()
    let (_, drawn, zeros, _) = content.drawable(series, in: setting)
    let kept =
      drawn
      .filter { setting.window.contains(Point(x: series.x[$0], y: series.y[$0])) }
    let (name, style) = (series.name.onOneLine, setting.style())
    let points = kept.map { Point(x: series.x[$0], y: series.y[$0]) }
    content.x = points.map(\.x)
    content.y = points.map(\.y)
    content.addWhiskers(of: series, kept, style: style, in: setting)
    let size = kept.count <= Self.largeDots ? 34.0 : 12
    content.marks.append(
      NamedMark(
        name: name, mark: DotsMark(points: points, size: size, style: style, isCut: series.diverges)
      ))
    content.setAside(series, kept)
    content.addZeros(of: series, zeros, style: style, in: setting)
    content.entries = [LegendEntry(label: name, sample: DotSample(style: style))]
    return content
  }
}
