// SPDX-License-Identifier: Apache-2.0

// What several kinds of marks are written with.
extension SVGRenderer {
  /// A polyline through points in the coordinates of the axes.
  func path(_ points: [Point]) -> String {
    polyline(points.map { plan.place($0.x, $0.y) })
  }

  func polyline(_ places: [Point]) -> String {
    var path = ""
    for (index, place) in places.enumerated() {
      path += index == 0 ? "M" : "L"
      path += px(place.x)
      path += " "
      path += px(place.y)
    }
    return path
  }

  func writeStroke(_ path: String, _ style: Style, _ xml: inout XMLWriter) {
    guard !path.isEmpty else { return }
    xml.empty(
      "path",
      [
        "stroke": style.color, "stroke-width": NumberFormat.exact(style.lineWidth),
        "stroke-dasharray": style.dash.isEmpty
          ? "none" : style.dash.map(NumberFormat.exact).joined(separator: " "),
        "stroke-linejoin": "round", "fill": "none", "d": path,
      ])
  }

  func writeDots(_ places: [Point], size: Double, _ style: Style, _ xml: inout XMLWriter) {
    let path = places.map { style.shape.path(at: $0, size: size) }
    xml.empty("path", ["fill": style.color, "d": path.joined()])
  }

  /// The line of a sample, from the middle of its left edge.
  func sampleLine(at place: Point) -> String {
    "M\(px(place.x)) \(px(place.y))h\(px(LineSample.width))"
  }
}
