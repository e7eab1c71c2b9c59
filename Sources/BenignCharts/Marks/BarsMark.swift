// SPDX-License-Identifier: Apache-2.0

/// Rectangles, as high as a count or a number.
struct BarsMark: Mark {
  struct Bar: Equatable {
    private(set) var left: Double
    private(set) var right: Double
    private(set) var bottom: Double
    private(set) var top: Double
    /// The x that it stands for; `nil` where it counts what lies between its sides.
    let at: Double?
    /// The number or count that it shows, also where the bar itself is cut off.
    let value: Double

    init(left: Double, right: Double, bottom: Double, top: Double, at: Double? = nil) {
      (self.left, self.right, self.bottom, self.top) = (left, right, bottom, top)
      self.at = at
      value = at == nil ? top - bottom : top
    }

    func clamped(x: AxisScale, y: AxisScale) -> Bar {
      var bar = self
      (bar.left, bar.right) = (x.clamped(left), x.clamped(right))
      (bar.bottom, bar.top) = (y.clamped(bottom), y.clamped(top))
      return bar
    }

    func isSeen(in window: Window) -> Bool {
      at.map(window.x.contains) ?? window.x.overlaps(left, right)
        && window.y.overlaps(min(bottom, top), max(bottom, top))
    }
  }

  let bars: [Bar]
  let style: Style
  let isLight: Bool

  var isEmpty: Bool { bars.isEmpty }
  var hasValues: Bool { true }
  var isUpright: Bool { true }

  func clamped(x: AxisScale, y: AxisScale) -> BarsMark {
    BarsMark(bars: bars.map { $0.clamped(x: x, y: y) }, style: style, isLight: isLight)
  }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let px = renderer.px
    let path = bars.map { bar in
      let low = renderer.plan.place(bar.left, bar.bottom)
      let high = renderer.plan.place(bar.right, bar.top)
      // A gap between neighbours, unless they are too narrow for one.
      let inset = min(0.5, (high.x - low.x) / 4)
      return
        "M\(px(low.x + inset)) \(px(low.y))V\(px(high.y))H\(px(high.x - inset))V\(px(low.y))Z"
    }
    xml.empty(
      "path",
      [
        "fill": style.color, "fill-opacity": isLight ? "0.3" : "0.85", "stroke": style.color,
        "d": path.joined(),
      ])
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    let boxes = bars.map {
      "\(renderer.axisPlace($0.left, $0.bottom)) rectangle \(renderer.axisPlace($0.right, $0.top))"
    }
    tex.command("path", style.box(isLight: isLight), boxes)
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let (namesSeries, categories) = (renderer.namesSeries, renderer.plan.x.categories)
    let rows = bars.map { bar in
      let box = renderer.row(["x": bar.left, "x2": bar.right, "y": bar.bottom, "y2": bar.top])
      let told = bar.told(categories).reduce(box) { $0.with($1.key, $1.value) }
      return namesSeries ? told.with("series", .string(name)) : told
    }
    return [
      renderer.layer(
        renderer.box(style, isLight: isLight), rows,
        [
          "x2": ["field": "x2"], "y2": ["field": "y2"],
          "tooltip": .array(renderer.seriesTooltip + tooltip(renderer)),
        ])
    ]
  }

  private func tooltip(_ renderer: VegaLiteRenderer) -> [JSON] {
    if bars.first?.at == nil {
      return [
        renderer.field("x", title: "from"), renderer.field("x2", title: "to"),
        renderer.field("count", title: "count"),
      ]
    }
    let figure = renderer.figure
    return [
      renderer.coordinate("x", of: figure.x), renderer.field("value", title: figure.y.label),
    ]
  }
}

extension BarsMark.Bar {
  /// The words that the pointer shows for it, beyond its sides.
  fileprivate func told(_ categories: [String]) -> KeyValuePairs<String, JSON> {
    guard let at else { return ["count": .number(value)] }
    let place = Int(saturating: at)
    return categories.indices.contains(place)
      ? ["value": .number(value), "xname": .string(categories[place])]
      : ["value": .number(value), "xat": .number(at)]
  }
}

extension Style {
  /// Options of a bar in a pgfplots picture.
  fileprivate func box(isLight: Bool) -> [String] {
    ["draw=\(tex)", "fill=\(tex)", "fill opacity=\(isLight ? "0.3" : "0.85")"]
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

  func write(at place: Point, to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    let corners = [
      Point(x: place.x, y: place.y + 5), Point(x: place.x + 10, y: place.y - 5),
    ].map(renderer.place)
    tex.command("path", style.box(isLight: isLight), ["\(corners[0]) rectangle \(corners[1])"])
  }

  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON] {
    let corners: JSON = [
      "x": renderer.pixels(place.x), "x2": renderer.pixels(place.x + 10),
      "y": renderer.pixels(place.y - 5),
      "y2": renderer.pixels(place.y + 5),
    ]
    return [renderer.layer(renderer.box(style, isLight: isLight), [corners], renderer.spanInPixels)]
  }
}
