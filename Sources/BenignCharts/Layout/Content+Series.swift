// SPDX-License-Identifier: Apache-2.0

// What every layer of numbers against x needs.
extension Content {
  /// The entries of a series that have a place on both axes, as many of them as are drawn, and those that stand at the foot
  /// of an axis; what is left out is noted. The last has the greatest x of all, seen or not.
  mutating func drawable(
    _ series: NumberSeries, in setting: LayerSetting
  ) -> (all: [Int], kept: [Int], zeros: [Int], last: Int?) {
    var drawable: [Int] = []
    var zeros: [Int] = []
    for index in series.x.indices {
      let (x, y) = (series.x[index], series.y[index])
      if setting.isAtFoot(Point(x: x, y: y)) {
        if setting.window.contains(Point(x: x, y: y)) {
          zeros.append(index)
        } else {
          notes.outside += 1
        }
      } else if !setting.x.accepts(x) {
        notes.leaveOut(x, on: setting.x)
      } else if !setting.y.accepts(y) {
        // What has diverged has no values, and is told of by itself.
        if !(series.diverges && y.isNaN) { notes.leaveOut(y, on: setting.y) }
      } else {
        drawable.append(index)
        if !setting.window.contains(Point(x: x, y: y)) { notes.outside += 1 }
      }
    }
    let last = (drawable + zeros).max { series.x[$0] < series.x[$1] }
    drawable = setting.window.near(drawable) { series.x[$0] }
    let keys = [series.y] + (series.band.map { [$0.low, $0.high] } ?? [])
    let kept = Thinning.indices(of: drawable, keys: keys, most: Figure.mostPoints)
    if kept.count < drawable.count {
      notes.thinned += kept.count
      notes.ofPoints += drawable.count
    }
    return (drawable, kept, zeros, last)
  }

  /// The band of a series at those of the entries where it can be drawn; the y axis covers what of it is seen.
  /// - Parameter clipped: where it is counted how often the axis does not cover it.
  mutating func bandPlaces(
    of series: NumberSeries, _ entries: [Int], in setting: LayerSetting,
    clipped: WritableKeyPath<Notes, Int>
  ) -> [BandMark.Place] {
    guard let band = series.band else { return [] }
    let mapping = setting.y
    // A lower end far below the curve says only "down to anything": it must not stretch the axis.
    let least = series.y.filter(mapping.accepts).min() ?? 0
    var places: [BandMark.Place] = []
    for index in entries where band.low[index].isFinite && mapping.accepts(band.high[index]) {
      let low = band.low[index]
      places.append(BandMark.Place(x: series.x[index], low: low, high: band.high[index]))
      guard setting.window.x.contains(series.x[index]) else { continue }
      switch mapping {
      case .linear: y += [low, band.high[index]]
      case .log where low >= least / 10: y += [low, band.high[index]]
      case .log:
        y.append(band.high[index])
        notes[keyPath: clipped] += 1
      }
    }
    return places
  }
}
