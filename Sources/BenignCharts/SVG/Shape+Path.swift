// SPDX-License-Identifier: Apache-2.0

extension Style.Shape {
  /// A closed path around `center`, by the formulas of Vega's symbols.
  func path(at center: Point, size: Double) -> String {
    let px = NumberFormat.pixels
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
