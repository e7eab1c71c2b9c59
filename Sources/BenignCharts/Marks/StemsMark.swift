// SPDX-License-Identifier: Apache-2.0

/// Vertical lines from `base` to the points.
struct StemsMark: Mark {
  let points: [Point]
  let base: Double
  let style: Style

  var isEmpty: Bool { points.isEmpty }
  var isUpright: Bool { true }

  func clamped(x: AxisScale, y: AxisScale) -> StemsMark {
    StemsMark(points: points, base: y.clamped(base), style: style)
  }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let path = points.map { point in
      let top = renderer.plan.place(point.x, point.y)
      let bottom = renderer.plan.place(point.x, base)
      return "M\(renderer.px(top.x)) \(renderer.px(bottom.y))V\(renderer.px(top.y))"
    }
    xml.empty(
      "path",
      ["stroke": style.color, "stroke-opacity": "0.75", "fill": "none", "d": path.joined()])
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    renderer.segments(
      ["draw=\(style.tex)", "draw opacity=0.75", "line width=\(renderer.pt(1))pt"],
      points.map { (Point(x: $0.x, y: base), $0) }, to: &tex)
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let mark: JSON = ["type": "rule", "stroke": .string(style.color), "strokeOpacity": 0.75]
    let rows = points.map { renderer.row(["x": $0.x, "y": base, "y2": $0.y]) }
    return [renderer.layer(mark, rows, ["y2": ["field": "y2"]])]
  }
}
