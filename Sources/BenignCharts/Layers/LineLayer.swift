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
  var isNamedAtEnds: Bool { true }

  func content(in setting: LayerSetting) -> Content {
    Content(series, style: Style.series(setting.firstStyle), in: setting)
  }
}

extension Content {
  /// Up to so many points a series also bears dots.
  private static let dottedPoints = 30

  fileprivate init(_ series: NumberSeries, style: Style, in setting: LayerSetting) {
    var drawable: [Int] = []
    for index in series.x.indices {
      let (x, y) = (series.x[index], series.y[index])
      if !setting.x.accepts(x) {
        notes.leaveOut(x, on: setting.x)
      } else if !setting.y.accepts(y) {
        notes.leaveOut(y, on: setting.y)
      } else {
        drawable.append(index)
      }
    }
    let keys = [series.y] + (series.band.map { [$0.low, $0.high] } ?? [])
    let kept = Thinning.indices(of: drawable, keys: keys, limit: Figure.pointLimit)
    if kept.count < drawable.count {
      notes.thinned = kept.count
      notes.ofPoints = drawable.count
    }
    let name = series.name.onOneLine
    let runs = Self.runs(kept, interruptedBy: Self.missing(drawable, count: series.x.count))
    if let band = series.band {
      addBand(band, of: series, runs: runs, style: style, on: setting.y)
    }
    addLine(
      runs.map { $0.map { Point(x: series.x[$0], y: series.y[$0]) } }, name: name, style: style)
    let end = kept.max { series.x[$0] < series.x[$1] }
    entries = [
      LegendEntry(
        label: name, sample: LineSample(style: style, hasDots: kept.count <= Self.dottedPoints),
        anchor: end.map { series.y[$0] })
    ]
  }

  private mutating func addLine(_ runs: [[Point]], name: String, style: Style) {
    let points = runs.flatMap(\.self)
    x += points.map(\.x)
    y += points.map(\.y)
    marks.append(
      NamedMark(name: name, mark: LineMark(runs: runs.filter { $0.count > 1 }, style: style)))
    // A point between two gaps has no line that would show it.
    let dots =
      points.count <= Self.dottedPoints ? points : runs.filter { $0.count == 1 }.flatMap(\.self)
    if !dots.isEmpty {
      marks.append(NamedMark(name: name, mark: DotsMark(points: dots, size: 34, style: style)))
    }
  }

  private mutating func addBand(
    _ band: NumberSeries.Band, of series: NumberSeries, runs: [[Int]], style: Style,
    on mapping: AxisScale.Mapping
  ) {
    var bandRuns: [[BandMark.Place]] = []
    // A lower end far below the curve says only "down to anything": it must not stretch the axis.
    let least = series.y.filter(mapping.accepts).min() ?? 0
    for run in runs {
      var points: [BandMark.Place] = []
      for index in run where band.low[index].isFinite && mapping.accepts(band.high[index]) {
        let low = band.low[index]
        points.append(BandMark.Place(x: series.x[index], low: low, high: band.high[index]))
        switch mapping {
        case .linear: y += [low, band.high[index]]
        case .log where low >= least / 10: y += [low, band.high[index]]
        case .log:
          y.append(band.high[index])
          notes.clippedBands += 1
        }
      }
      if points.count > 1 { bandRuns.append(points) }
    }
    marks.append(
      NamedMark(name: series.name.onOneLine, mark: BandMark(runs: bandRuns, style: style)))
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
