// SPDX-License-Identifier: Apache-2.0

/// A vertical stroke at each place, from the lower to the upper end of what is likely.
struct WhiskersMark: Mark {
  let places: [BandMark.Place]
  let style: Style

  var isEmpty: Bool { places.isEmpty }

  func clamped(x: AxisScale, y: AxisScale) -> WhiskersMark {
    WhiskersMark(places: places.map { $0.clamped(y) }, style: style)
  }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let path = places.map { place in
      renderer.path([Point(x: place.x, y: place.low), Point(x: place.x, y: place.high)])
    }
    renderer.writeStroke(path.joined(), style, &xml)
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    renderer.segments(
      renderer.stroke(style),
      places.map { (Point(x: $0.x, y: $0.low), Point(x: $0.x, y: $0.high)) }, to: &tex)
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let rows = places.map { renderer.row(["x": $0.x, "y": $0.low, "y2": $0.high]) }
    return [renderer.layer(renderer.stroke(style, type: "rule"), rows, ["y2": ["field": "y2"]])]
  }
}

extension Content {
  /// A whisker for each of the entries whose band can be drawn.
  /// - Parameter place: where the whisker of a number at x stands.
  mutating func addWhiskers(
    of series: NumberSeries, _ entries: [Int], style: Style, in setting: LayerSetting,
    at place: (Double) -> Double = { $0 }
  ) {
    let (window, all) = (
      setting.window, bandPlaces(of: series, entries, in: setting, clipped: \.clippedWhiskers)
    )
    let places = all.filter { window.x.contains($0.x) && window.y.overlaps($0.low, $0.high) }
      .map { BandMark.Place(x: place($0.x), low: $0.low, high: $0.high).clamped(window.y) }
    guard !places.isEmpty else { return }
    marks.append(
      NamedMark(
        name: series.name.onOneLine, mark: WhiskersMark(places: places, style: style.whisker)))
  }
}
