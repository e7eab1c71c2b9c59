// SPDX-License-Identifier: Apache-2.0

/// A straight line across the frame, at a value of one axis.
struct ReferenceMark: Mark {
  let direction: ReferenceLine.Direction
  let value: Double
  let style: Style

  var isEmpty: Bool { false }

  func clamped(x: AxisScale, y: AxisScale) -> ReferenceMark {
    ReferenceMark(
      direction: direction, value: direction == .horizontal ? y.clamped(value) : x.clamped(value),
      style: style)
  }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let (plan, px) = (renderer.plan, renderer.px)
    let path =
      switch direction {
      case .horizontal:
        "M0 \(px(plan.place(plan.x.scale.low, value).y))H\(px(plan.frame.width))"
      case .vertical:
        "M\(px(plan.place(value, plan.y.scale.low).x)) 0V\(px(plan.frame.height))"
      }
    renderer.writeStroke(path, style, &xml)
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    let (x, y) = (renderer.plan.x.scale, renderer.plan.y.scale)
    let ends =
      switch direction {
      case .horizontal: (Point(x: x.low, y: value), Point(x: x.high, y: value))
      case .vertical: (Point(x: value, y: y.low), Point(x: value, y: y.high))
      }
    renderer.segments(renderer.stroke(style), [ends], to: &tex)
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let (x, y) = (renderer.plan.x.scale, renderer.plan.y.scale)
    let mark = renderer.stroke(style, type: "rule")
    switch direction {
    case .horizontal:
      let ends = renderer.row(["x": x.low, "x2": x.high, "y": value])
      return [renderer.layer(mark, [ends], ["x2": ["field": "x2"]])]
    case .vertical:
      let ends = renderer.row(["x": value, "y": y.low, "y2": y.high])
      return [renderer.layer(mark, [ends], ["y2": ["field": "y2"]])]
    }
  }
}

struct ReferenceSample: Sample {
  let direction: ReferenceLine.Direction
  let style: Style

  var width: Double { LineSample.width }
  var isVertical: Bool { direction == .vertical }

  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer) {
    renderer.writeStroke(renderer.sampleLine(at: place), style, &xml)
  }

  func write(at place: Point, to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    renderer.sampleLine(style, at: place, to: &tex)
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    [renderer.sampleLine(style, at: place)]
  }
}
