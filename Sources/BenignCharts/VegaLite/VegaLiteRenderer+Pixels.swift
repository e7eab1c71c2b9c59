// SPDX-License-Identifier: Apache-2.0

// What stands in pixels.
extension VegaLiteRenderer {
  /// A length of the plan in pixels, to hundredths.
  func pixels(_ length: Double) -> JSON { .number(hundredths(length)) }

  func hundredths(_ length: Double) -> Double {
    Double(Int(saturating: (length * plan.scale * 100).rounded())) / 100
  }

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
      let x = pixels(plan.x.scale.fraction(value) * width)
      return ["x": x, "y": pixels(height), "x2": x, "y2": pixels(height + 3)]
    }
    let beside = plan.y.ticks.minor.map { value -> JSON in
      let y = pixels((1 - plan.y.scale.fraction(value)) * height)
      return ["x": 0, "y": y, "x2": pixels(-3), "y2": y]
    }
    guard !(below + beside).isEmpty else { return [] }
    return [
      layer(["type": "rule", "stroke": .string(Style.neutral)], below + beside, spanInPixels)
    ]
  }

  /// The same for marks with two ends.
  var spanInPixels: JSON {
    inPixels.with("x2", ["field": "x2"]).with("y2", ["field": "y2"])
  }

  /// The line of a sample, from the middle of its left edge.
  func sampleLine(_ style: Style, at place: Point) -> JSON {
    let ends: JSON = [
      "x": pixels(place.x), "x2": pixels(place.x + LineSample.width), "y": pixels(place.y),
    ]
    return layer(stroke(style, type: "rule"), [ends], inPixels.with("x2", ["field": "x2"]))
  }

  func dotSample(_ style: Style, at place: Point, size: Double) -> JSON {
    layer(dot(style, size: size), [["x": pixels(place.x), "y": pixels(place.y)]], inPixels)
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
        ["x": pixels(text.x), "y": pixels(text.y), "text": .string(text.text)]
      }
      let mark: JSON = [
        "type": "text", "style": "guide-label", "filled": false, "stroke": "transparent",
        "strokeWidth": 0, "baseline": "middle",
        "fontSize": pixels(look.role.size), "align": .string(look.anchor.vegaLite),
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
