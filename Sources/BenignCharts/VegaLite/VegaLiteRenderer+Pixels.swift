// SPDX-License-Identifier: Apache-2.0

// What stands in pixels.
extension VegaLiteRenderer {
  /// Places that no scale changes.
  var inPixels: JSON {
    let field = { (name: JSON) -> JSON in
      ["field": name, "type": "quantitative", "scale": nil, "axis": nil]
    }
    return ["x": field("x"), "y": field("y")]
  }

  /// Marks without a label.
  func minorTicks() -> [JSON] {
    let (width, height) = (plan.frame.width, plan.frame.height)
    let below = plan.x.ticks.minor.map { value -> JSON in
      let x = JSON.pixels(plan.x.scale.fraction(value) * width)
      return ["x": x, "y": .number(height), "x2": x, "y2": .number(height + 3)]
    }
    let beside = plan.y.ticks.minor.map { value -> JSON in
      let y = JSON.pixels((1 - plan.y.scale.fraction(value)) * height)
      return ["x": 0, "y": y, "x2": -3, "y2": y]
    }
    guard !(below + beside).isEmpty else { return [] }
    let place = inPixels.with("x2", ["field": "x2"]).with("y2", ["field": "y2"])
    return [layer(["type": "rule", "stroke": .string(Style.neutral)], below + beside, place)]
  }

  func layers(_ placed: PlacedSample) -> [JSON] {
    let right = placed.x + PlacedSample.width
    let ends: JSON = ["x": .pixels(placed.x), "x2": .pixels(right), "y": .pixels(placed.y)]
    let line = { (style: Style) -> JSON in
      self.layer(
        self.stroke(style, type: "rule"), [ends], self.inPixels.with("x2", ["field": "x2"]))
    }
    switch placed.sample {
    case .line(let style, let hasDots):
      guard hasDots else { return [line(style)] }
      let middle = Point(x: placed.x + PlacedSample.width / 2, y: placed.y)
      return [line(style), dotSample(style, at: middle, size: 34)]
    case .reference(_, let style): return [line(style)]
    case .boundary: return Style.boundary.map(line)
    case .hatching:
      let rows = placed.hatching.map { stroke -> JSON in
        [
          "x": .pixels(stroke.start.x), "y": .pixels(stroke.start.y),
          "x2": .pixels(stroke.end.x), "y2": .pixels(stroke.end.y),
        ]
      }
      let place = inPixels.with("x2", ["field": "x2"]).with("y2", ["field": "y2"])
      return [layer(stroke(Style.hatching, type: "rule"), rows, place)]
    case .dot(let style):
      return [dotSample(style, at: Point(x: placed.x + 5, y: placed.y), size: 40)]
    case .box(let style, let isLight):
      let corners: JSON = [
        "x": .pixels(placed.x), "x2": .pixels(placed.x + 10), "y": .pixels(placed.y - 5),
        "y2": .pixels(placed.y + 5),
      ]
      let place = inPixels.with("x2", ["field": "x2"]).with("y2", ["field": "y2"])
      return [layer(box(style, isLight: isLight), [corners], place)]
    }
  }

  private func dotSample(_ style: Style, at place: Point, size: Double) -> JSON {
    layer(dot(style, size: size), [["x": .pixels(place.x), "y": .pixels(place.y)]], inPixels)
  }

  /// One layer a look of text, in the colour that the theme gives to labels: a text without fill of
  /// its own takes the style's.
  func textLayers() -> [JSON] {
    var groups: [(look: PlacedText, texts: [PlacedText])] = []
    for text in plan.texts {
      if let index = groups.firstIndex(where: { $0.look.looks(like: text) }) {
        groups[index].texts.append(text)
      } else {
        groups.append((text, [text]))
      }
    }
    return groups.map { look, texts in
      let rows = texts.map { text -> JSON in
        ["x": .pixels(text.x), "y": .pixels(text.y), "text": .string(text.text)]
      }
      let mark: JSON = [
        "type": "text", "style": "guide-label", "filled": false, "stroke": "transparent",
        "strokeWidth": 0, "baseline": "middle",
        "fontSize": .number(look.role.size), "align": .string(look.anchor.vegaLite),
      ]
      return layer(
        mark.with("angle", look.angle == 0 ? nil : .number((look.angle + 360)))
          .with("fontWeight", look.role == .title ? 600 : nil)
          .with("opacity", look.role.isQuiet ? 0.75 : nil),
        rows, inPixels.with("text", ["field": "text", "type": "nominal"]))
    }
  }
}

extension PlacedText {
  /// Whether both can be drawn by one layer.
  fileprivate func looks(like other: PlacedText) -> Bool {
    role == other.role && anchor == other.anchor && angle == other.angle
  }
}

extension PlacedText.Anchor {
  fileprivate var vegaLite: String {
    switch self {
    case .start: "left"
    case .middle: "center"
    case .end: "right"
    }
  }
}
