// SPDX-License-Identifier: Apache-2.0

/// How the two axes place values.
struct Mappings {
  let x: AxisScale.Mapping
  let y: AxisScale.Mapping
}

extension Content {
  /// Up to so many points a series also bears dots.
  private static let dottedPoints = 30

  init(_ series: LineSeries, style: Style, on mappings: Mappings) {
    var drawable: [Int] = []
    for index in series.x.indices {
      let (x, y) = (series.x[index], series.y[index])
      if !mappings.x.accepts(x) {
        notes.leaveOut(x, on: mappings.x)
      } else if !mappings.y.accepts(y) {
        notes.leaveOut(y, on: mappings.y)
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
      addBand(band, of: series, runs: runs, style: style, on: mappings.y)
    }
    addLine(
      runs.map { $0.map { Point(x: series.x[$0], y: series.y[$0]) } }, name: name, style: style)
    let end = kept.max { series.x[$0] < series.x[$1] }
    entries = [
      LegendEntry(
        label: name, sample: .line(style, hasDots: kept.count <= Self.dottedPoints),
        anchor: end.map { series.y[$0] })
    ]
  }

  private mutating func addLine(_ runs: [[Point]], name: String, style: Style) {
    let points = runs.flatMap(\.self)
    x += points.map(\.x)
    y += points.map(\.y)
    marks.append(NamedMark(name: name, mark: .line(runs: runs.filter { $0.count > 1 }, style)))
    // A point between two gaps has no line that would show it.
    let dots =
      points.count <= Self.dottedPoints ? points : runs.filter { $0.count == 1 }.flatMap(\.self)
    if !dots.isEmpty { marks.append(NamedMark(name: name, mark: .dots(dots, size: 34, style))) }
  }

  private mutating func addBand(
    _ band: LineSeries.Band, of series: LineSeries, runs: [[Int]], style: Style,
    on mapping: AxisScale.Mapping
  ) {
    var bandRuns: [[BandPoint]] = []
    // A lower end far below the curve says only "down to anything": it must not stretch the axis.
    let least = series.y.filter(mapping.accepts).min() ?? 0
    for run in runs {
      var points: [BandPoint] = []
      for index in run where band.low[index].isFinite && mapping.accepts(band.high[index]) {
        let low = band.low[index]
        points.append(BandPoint(x: series.x[index], low: low, high: band.high[index]))
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
    marks.append(NamedMark(name: series.name.onOneLine, mark: .band(runs: bandRuns, style)))
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
