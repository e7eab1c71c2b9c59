// SPDX-License-Identifier: Apache-2.0

extension SVGRenderer {
  func write(_ placed: PlacedSample, _ xml: inout XMLWriter) {
    let left = Point(x: placed.x, y: placed.y)
    let line = "M\(px(left.x)) \(px(left.y))h\(px(PlacedSample.width))"
    switch placed.sample {
    case .line(let style, let hasDots):
      writeStroke(line, style, &xml)
      guard hasDots else { return }
      let middle = Point(x: left.x + PlacedSample.width / 2, y: left.y)
      xml.empty("path", ["fill": style.color, "d": style.shape.path(at: middle, size: 34)])
    case .reference(_, let style): writeStroke(line, style, &xml)
    case .boundary:
      for layer in Style.boundary { writeStroke(line, layer, &xml) }
    case .hatching:
      let path = placed.hatching.map { stroke in
        "M\(px(stroke.start.x)) \(px(stroke.start.y))L\(px(stroke.end.x)) \(px(stroke.end.y))"
      }
      writeStroke(path.joined(), Style.hatching, &xml)
    case .dot(let style):
      let middle = Point(x: left.x + 5, y: left.y)
      xml.empty("path", ["fill": style.color, "d": style.shape.path(at: middle, size: 40)])
    case .box(let style, let isLight):
      xml.empty(
        "rect",
        [
          "fill": style.color, "fill-opacity": isLight ? "0.3" : "0.85", "stroke": style.color,
          "x": px(left.x), "y": px(left.y - 5), "width": "10", "height": "10",
        ])
    }
  }
}

extension Style.Shape {
  /// A closed path around `center`, by the formulas of Vega's symbols.
  func path(at center: Point, size: Double) -> String {
    let px = NumberText.pixels
    let (x, y) = (center.x, center.y)
    let r = (size * weight).squareRoot() / 2
    let polygon = { (corners: [(Double, Double)]) in
      "M" + corners.map { "\(px(x + $0.0)) \(px(y + $0.1))" }.joined(separator: "L") + "Z"
    }
    switch self {
    case .circle:
      let arc = "a\(px(r)) \(px(r)) 0 1 0 "
      return "M\(px(x - r)) \(px(y))\(arc)\(px(2 * r)) 0\(arc)\(px(-2 * r)) 0Z"
    case .square: return polygon([(-r, -r), (r, -r), (r, r), (-r, r)])
    case .diamond: return polygon([(0, -r), (r, 0), (0, r), (-r, 0)])
    case .triangleUp:
      let h = r * 0.866
      return polygon([(0, -h), (r, h), (-r, h)])
    case .triangleDown:
      let h = r * 0.866
      return polygon([(0, h), (r, -h), (-r, -h)])
    case .cross:
      let s = r / 2.5
      return polygon([
        (-r, -s), (-s, -s), (-s, -r), (s, -r), (s, -s), (r, -s), (r, s), (s, s), (s, r), (-s, r),
        (-s, s), (-r, s),
      ])
    }
  }
}
