// SPDX-License-Identifier: Apache-2.0

/// A symbol at each point.
struct DotsMark: Mark {
  private(set) var points: [Point]
  /// The area of a symbol in square pixels.
  let size: Double
  let style: Style
  /// Whether what lies beyond the y axis is cut off.
  var isCut = false

  func clamped(x: AxisScale, y: AxisScale) -> DotsMark {
    guard isCut else { return self }
    var mark = self
    mark.points = points.filter { y.contains($0.y) }
    return mark
  }

  var isEmpty: Bool { points.isEmpty }
  var hasValues: Bool { true }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let places = points.map { renderer.plan.place($0.x, $0.y) }
    renderer.writeDots(places, size: size, style, &xml)
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    renderer.plot(renderer.dots(style, size: size), points, to: &tex)
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let rows = renderer.points([points], name: name)
    let mark = renderer.dot(style, size: size)
    return [renderer.layer(mark, rows, ["tooltip": renderer.pointTooltip])]
  }
}

struct DotSample: Sample {
  let style: Style

  var width: Double { 10 }

  func explains(_ label: String, beside axisNames: [String]) -> Bool { true }

  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer) {
    renderer.writeDots([Point(x: place.x + 5, y: place.y)], size: 40, style, &xml)
  }

  func write(at place: Point, to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    renderer.sampleDot(style, at: Point(x: place.x + 5, y: place.y), size: 40, to: &tex)
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    [renderer.dotSample(style, at: Point(x: place.x + 5, y: place.y), size: 40)]
  }
}
