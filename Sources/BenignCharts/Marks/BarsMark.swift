// SPDX-License-Identifier: Apache-2.0

/// Rectangles that count.
struct BarsMark: Mark {
  struct Bar: Equatable {
    let left: Double
    let right: Double
    let bottom: Double
    let top: Double
  }

  let bars: [Bar]
  let style: Style
  let isLight: Bool

  var isEmpty: Bool { bars.isEmpty }
  var hasValues: Bool { true }
  var isUpright: Bool { true }

  func clamped(x: AxisScale, y: AxisScale) -> BarsMark {
    let inside = bars.map {
      Bar(
        left: x.clamped($0.left), right: x.clamped($0.right), bottom: y.clamped($0.bottom),
        top: y.clamped($0.top))
    }
    return BarsMark(bars: inside, style: style, isLight: isLight)
  }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let px = renderer.px
    let path = bars.map { bar in
      let low = renderer.plan.place(bar.left, bar.bottom)
      let high = renderer.plan.place(bar.right, bar.top)
      return "M\(px(low.x + 0.5)) \(px(low.y))V\(px(high.y))H\(px(high.x - 0.5))V\(px(low.y))Z"
    }
    xml.empty(
      "path",
      [
        "fill": style.color, "fill-opacity": isLight ? "0.3" : "0.85", "stroke": style.color,
        "d": path.joined(),
      ])
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let rows = bars.map { bar in
      let members = renderer.row([
        "x": bar.left, "x2": bar.right, "y": bar.bottom, "y2": bar.top,
        "count": bar.top - bar.bottom,
      ])
      return renderer.namesSeries ? members.with("series", .string(name)) : members
    }
    let tooltip = [
      renderer.field("x", title: "from"), renderer.field("x2", title: "to"),
      renderer.field("count", title: "count"),
    ]
    return [
      renderer.layer(
        renderer.box(style, isLight: isLight), rows,
        [
          "x2": ["field": "x2"], "y2": ["field": "y2"],
          "tooltip": .array(renderer.seriesTooltip + tooltip),
        ])
    ]
  }
}

struct BoxSample: Sample {
  let style: Style
  let isLight: Bool

  var width: Double { 10 }

  func explains(_ label: String, beside axisNames: [String]) -> Bool { true }

  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer) {
    xml.empty(
      "rect",
      [
        "fill": style.color, "fill-opacity": isLight ? "0.3" : "0.85", "stroke": style.color,
        "x": renderer.px(place.x), "y": renderer.px(place.y - 5), "width": "10", "height": "10",
      ])
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    let corners: JSON = [
      "x": .pixels(place.x), "x2": .pixels(place.x + 10), "y": .pixels(place.y - 5),
      "y2": .pixels(place.y + 5),
    ]
    return [renderer.layer(renderer.box(style, isLight: isLight), [corners], renderer.spanInPixels)]
  }
}
