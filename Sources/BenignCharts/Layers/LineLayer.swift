// SPDX-License-Identifier: Apache-2.0

extension Layer {
  /// Joined by lines; a point that cannot be drawn interrupts the line.
  public static func line(_ series: NumberSeries) -> Layer { Layer(LineLayer(series: series)) }
}

struct LineLayer: LayerKind {
  let series: NumberSeries

  var noun: String? { "line chart" }
  var coordinates: (x: [Double], y: [Double]) { (series.x, series.y) }
  var styles: Int { 1 }
  var curve: NumberSeries? { series }
  var isNamedAtEnds: Bool { true }

  func content(in setting: LayerSetting) -> Content {
    Content(series, style: setting.style(), in: setting)
  }
}

extension Content {
  /// Up to so many points a series also bears dots.
  private static let dottedPoints = 30

  fileprivate init(_ series: NumberSeries, style: Style, in setting: LayerSetting) {
    let (drawable, kept, zeros, last) = self.drawable(series, in: setting)
    let name = series.name.onOneLine
    let runs = Self.runs(kept, interruptedBy: Self.missing(drawable, count: series.x.count))
    if series.band != nil {
      let places = runs.flatMap {
        setting.window.clipped(
          bandPlaces(of: series, $0, in: setting, clipped: \.clippedBands))
      }
      marks.append(
        NamedMark(name: name, mark: BandMark(runs: places.filter { $0.count > 1 }, style: style)))
    }
    addLine(
      runs.map { $0.map { Point(x: series.x[$0], y: series.y[$0]) } }, name: name, style: style,
      isCut: series.diverges, in: setting.window)
    setAside(series, kept)
    addZeros(of: series, zeros, style: style, in: setting)
    let seen = kept.filter { setting.window.contains(Point(x: series.x[$0], y: series.y[$0])) }
    let end = (seen + zeros).max { series.x[$0] < series.x[$1] } ?? last
    entries = [
      LegendEntry(
        label: name,
        sample: LineSample(style: style, hasDots: !kept.isEmpty && kept.count <= Self.dottedPoints),
        anchor: end.map { setting.window.y.clamped(series.y[$0]) }, rank: last.map { series.y[$0] })
    ]
  }

  private mutating func addLine(
    _ runs: [[Point]], name: String, style: Style, isCut: Bool, in window: Window
  ) {
    let points = runs.joined().filter(window.contains)
    let pieces = window.clipped(runs)
    x += pieces.joined().map(\.x) + (window.isUnlimited ? [] : points.map(\.x))
    y += pieces.joined().map(\.y) + (window.isUnlimited ? [] : points.map(\.y))
    marks.append(
      NamedMark(
        name: name, mark: LineMark(runs: pieces.filter { $0.count > 1 }, style: style, isCut: isCut)
      ))
    // A point between two gaps has no line that would show it.
    let dots =
      points.count <= Self.dottedPoints
      ? points : runs.filter { $0.count == 1 }.joined().filter(window.contains)
    if !dots.isEmpty {
      marks.append(
        NamedMark(name: name, mark: DotsMark(points: dots, size: 34, style: style, isCut: isCut)))
    }
  }

  private static func missing(_ drawable: [Int], count: Int) -> [Int] {
    var isDrawable = [Bool](repeating: false, count: count)
    for index in drawable { isDrawable[index] = true }
    return isDrawable.indices.filter { !isDrawable[$0] }
  }

  /// Cuts increasing indices wherever a missing one lies between two of them.
  private static func runs(_ kept: [Int], interruptedBy missing: [Int]) -> [[Int]] {
    var runs: [[Int]] = []
    var next = missing[...]
    for index in kept {
      var isInterrupted = runs.isEmpty
      while let gap = next.first, gap < index {
        next = next.dropFirst()
        isInterrupted = true
      }
      if isInterrupted {
        runs.append([index])
      } else {
        runs[runs.count - 1].append(index)
      }
    }
    return runs
  }
}
