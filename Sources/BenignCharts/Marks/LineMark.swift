// SPDX-License-Identifier: Apache-2.0

/// Points joined by straight strokes, in runs; a gap lies between two runs.
struct LineMark: Mark {
  private(set) var runs: [[Point]]
  let style: Style
  /// Whether what lies beyond the y axis is cut off.
  var isCut = false

  func clamped(x: AxisScale, y: AxisScale) -> LineMark {
    guard isCut else { return self }
    var mark = self
    mark.runs = Window(seenOn: x, y).clipped(runs).filter { $0.count > 1 }
    return mark
  }

  var isEmpty: Bool { runs.isEmpty }
  var hasValues: Bool { true }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    renderer.writeStroke(runs.map(renderer.path).joined(), style, &xml)
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    for run in runs { renderer.plot(renderer.stroke(style) + ["mark=none"], run, to: &tex) }
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    guard !runs.isEmpty else { return [] }
    // Invisible dots, so that the pointer finds each point of a line.
    let mark = renderer.stroke(style, type: "line").with("point", "transparent")
    return [
      renderer.layer(
        mark, renderer.points(runs, name: name),
        runs.count > 1
          ? ["order": nil, "detail": renderer.run, "tooltip": renderer.pointTooltip]
          : ["order": nil, "tooltip": renderer.pointTooltip])
    ]
  }
}

struct LineSample: Sample {
  static let width = 22.0

  let style: Style
  let hasDots: Bool

  var width: Double { Self.width }

  func explains(_ label: String, beside axisNames: [String]) -> Bool { axisNames.contains(label) }

  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer) {
    renderer.writeStroke(renderer.sampleLine(at: place), style, &xml)
    guard hasDots else { return }
    let middle = Point(x: place.x + Self.width / 2, y: place.y)
    renderer.writeDots([middle], size: 34, style, &xml)
  }

  func write(at place: Point, to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    renderer.sampleLine(style, at: place, to: &tex)
    guard hasDots else { return }
    let middle = Point(x: place.x + Self.width / 2, y: place.y)
    renderer.sampleDot(style, at: middle, size: 34, to: &tex)
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    let line = renderer.sampleLine(style, at: place)
    guard hasDots else { return [line] }
    let middle = Point(x: place.x + Self.width / 2, y: place.y)
    return [line, renderer.dotSample(style, at: middle, size: 34)]
  }
}
