// SPDX-License-Identifier: Apache-2.0

/// Strokes over cells that have no value.
struct HatchingMark: Mark {
  /// A straight stroke between two points.
  struct Stroke: Equatable {
    let start: Point
    let end: Point
  }

  let strokes: [Stroke]

  var isEmpty: Bool { strokes.isEmpty }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let path = strokes.map { renderer.path([$0.start, $0.end]) }
    renderer.writeStroke(path.joined(), Style.hatching, &xml)
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    renderer.segments(
      renderer.stroke(Style.hatching), strokes.map { ($0.start, $0.end) }, to: &tex)
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let rows = strokes.map {
      renderer.row(["x": $0.start.x, "y": $0.start.y, "x2": $0.end.x, "y2": $0.end.y])
    }
    return [
      renderer.layer(
        renderer.stroke(Style.hatching, type: "rule"), rows,
        ["x2": ["field": "x2"], "y2": ["field": "y2"]])
    ]
  }
}

/// A small hatched cell with its frame.
struct HatchingSample: Sample {
  var width: Double { 18 }

  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let px = renderer.px
    let path = strokes(at: place).map { stroke in
      "M\(px(stroke.start.x)) \(px(stroke.start.y))L\(px(stroke.end.x)) \(px(stroke.end.y))"
    }
    renderer.writeStroke(path.joined(), Style.hatching, &xml)
  }

  func write(at place: Point, to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    for stroke in strokes(at: place) {
      renderer.sampleStroke(Style.hatching, [stroke.start, stroke.end], to: &tex)
    }
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    let rows = strokes(at: place).map { stroke -> JSON in
      [
        "x": renderer.pixels(stroke.start.x), "y": renderer.pixels(stroke.start.y),
        "x2": renderer.pixels(stroke.end.x), "y2": renderer.pixels(stroke.end.y),
      ]
    }
    return [
      renderer.layer(renderer.stroke(Style.hatching, type: "rule"), rows, renderer.spanInPixels)
    ]
  }

  private func strokes(at place: Point) -> [HatchingMark.Stroke] {
    let (left, right, top, bottom) = (place.x, place.x + width, place.y - 6, place.y + 6)
    let corners = [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
      .map { Point(x: $0.0, y: $0.1) }
    let frame = zip(corners, corners.dropFirst()).map { HatchingMark.Stroke(start: $0, end: $1) }
    let strokes = [-6.0, 0, 6, 12].map { shift in
      let start = max(left, left + shift)
      let end = min(right, left + shift + 12)
      return HatchingMark.Stroke(
        start: Point(x: start, y: bottom - (start - left - shift)),
        end: Point(x: end, y: bottom - (end - left - shift)))
    }
    return frame + strokes
  }
}
