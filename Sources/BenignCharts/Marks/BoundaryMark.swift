// SPDX-License-Identifier: Apache-2.0

/// A curve that may leave the frame, light on a dark casing so that any colour below lets it stand out.
struct BoundaryMark: Mark {
  let runs: [[Point]]

  var isEmpty: Bool { runs.isEmpty }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let places = runs.flatMap { run in
      renderer.plan.frame.inside.clipped(run.map { renderer.plan.place($0.x, $0.y) })
    }
    let path = places.map(renderer.polyline).joined()
    for style in Style.boundary { renderer.writeStroke(path, style, &xml) }
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    Style.boundary.map { style in
      renderer.layer(
        renderer.stroke(style, type: "line").with("clip", true),
        renderer.points(runs, name: nil), ["order": nil, "detail": renderer.run])
    }
  }
}

struct BoundarySample: Sample {
  var width: Double { LineSample.width }

  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer) {
    for style in Style.boundary {
      renderer.writeStroke(renderer.sampleLine(at: place), style, &xml)
    }
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    Style.boundary.map { renderer.sampleLine($0, at: place) }
  }
}
