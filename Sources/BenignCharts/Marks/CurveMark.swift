// SPDX-License-Identifier: Apache-2.0

/// A curve that may leave the frame, where it is cut off: one stroke over the other.
struct CurveMark: Mark {
  let runs: [[Point]]
  let strokes: [Style]

  var isEmpty: Bool { runs.isEmpty }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let places = runs.flatMap { run in
      renderer.plan.frame.inside.clipped(run.map { renderer.plan.place($0.x, $0.y) })
    }
    let path = places.map(renderer.polyline).joined()
    for style in strokes { renderer.writeStroke(path, style, &xml) }
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    let (x, y) = (renderer.plan.x.scale, renderer.plan.y.scale)
    tex.line("\\begin{scope}")
    tex.line(
      "\\clip \(renderer.axisPlace(x.low, y.low)) rectangle \(renderer.axisPlace(x.high, y.high));")
    for style in strokes {
      for run in runs {
        tex.command(
          "draw", renderer.stroke(style),
          [run.map { renderer.axisPlace($0.x, $0.y) }.joined(separator: " -- ")])
      }
    }
    tex.line("\\end{scope}")
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    strokes.map { style in
      renderer.layer(
        renderer.stroke(style, type: "line").with("clip", true),
        renderer.points(runs, name: nil), ["order": nil, "detail": renderer.run])
    }
  }
}

struct CurveSample: Sample {
  let strokes: [Style]

  var width: Double { LineSample.width }

  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer) {
    for style in strokes { renderer.writeStroke(renderer.sampleLine(at: place), style, &xml) }
  }

  func write(at place: Point, to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    for style in strokes { renderer.sampleLine(style, at: place, to: &tex) }
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    strokes.map { renderer.sampleLine($0, at: place) }
  }
}
