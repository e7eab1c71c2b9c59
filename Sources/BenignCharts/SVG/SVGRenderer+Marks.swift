// SPDX-License-Identifier: Apache-2.0

extension SVGRenderer {
  func write(_ mark: NamedMark, _ xml: inout XMLWriter) {
    switch mark.mark {
    case .line(let runs, let style):
      writeStroke(runs.map(path).joined(), style, &xml)
    case .boundary(let runs): writeBoundary(runs, &xml)
    case .band(let runs, let style):
      let path = runs.map { run in
        let points =
          run.map { Point(x: $0.x, y: $0.high) }
          + run.reversed().map { Point(x: $0.x, y: $0.low) }
        return self.path(points) + "Z"
      }
      xml.empty("path", ["fill": style.color, "fill-opacity": "0.18", "d": path.joined()])
    case .dots(let points, let size, let style):
      let places = points.map { plan.place($0.x, $0.y) }
      xml.empty(
        "path",
        ["fill": style.color, "d": places.map { style.shape.path(at: $0, size: size) }.joined()])
    case .stems(let points, let base, let style):
      let path = points.map { point in
        let top = plan.place(point.x, point.y)
        return "M\(px(top.x)) \(px(plan.place(point.x, base).y))V\(px(top.y))"
      }
      xml.empty(
        "path",
        ["stroke": style.color, "stroke-opacity": "0.75", "fill": "none", "d": path.joined()])
    case .bars(let bars, let style, let isLight): writeBars(bars, style, isLight: isLight, &xml)
    case .cells(let grid): writeCells(grid, &xml)
    case .hatching(let strokes):
      let path = strokes.map { self.path([$0.start, $0.end]) }
      writeStroke(path.joined(), Style.hatching, &xml)
    case .reference(let direction, let value, let style):
      writeStroke(referencePath(direction, value), style, &xml)
    }
  }

  private func path(_ points: [Point]) -> String {
    polyline(points.map { plan.place($0.x, $0.y) })
  }

  private func polyline(_ places: [Point]) -> String {
    var path = ""
    for (index, place) in places.enumerated() {
      path += index == 0 ? "M" : "L"
      path += px(place.x)
      path += " "
      path += px(place.y)
    }
    return path
  }

  private func referencePath(_ direction: ReferenceLine.Direction, _ value: Double) -> String {
    switch direction {
    case .horizontal: "M0 \(px(plan.place(plan.x.scale.low, value).y))H\(px(plan.frame.width))"
    case .vertical: "M\(px(plan.place(value, plan.y.scale.low).x)) 0V\(px(plan.frame.height))"
    }
  }

  func writeStroke(_ path: String, _ style: Style, _ xml: inout XMLWriter) {
    guard !path.isEmpty else { return }
    xml.empty(
      "path",
      [
        "stroke": style.color, "stroke-width": NumberText.exact(style.lineWidth),
        "stroke-dasharray": style.dash.isEmpty
          ? "none" : style.dash.map(NumberText.exact).joined(separator: " "),
        "stroke-linejoin": "round", "fill": "none", "d": path,
      ])
  }

  private func writeBoundary(_ runs: [[Point]], _ xml: inout XMLWriter) {
    let places = runs.flatMap { run in plan.frame.clipped(run.map { plan.place($0.x, $0.y) }) }
    let path = places.map(polyline).joined()
    for layer in Style.boundary { writeStroke(path, layer, &xml) }
  }

  private func writeBars(
    _ bars: [Bar], _ style: Style, isLight: Bool, _ xml: inout XMLWriter
  ) {
    let path = bars.map { bar in
      let low = plan.place(bar.left, bar.bottom)
      let high = plan.place(bar.right, bar.top)
      return "M\(px(low.x + 0.5)) \(px(low.y))V\(px(high.y))H\(px(high.x - 0.5))V\(px(low.y))Z"
    }
    xml.empty(
      "path",
      [
        "fill": style.color, "fill-opacity": isLight ? "0.3" : "0.85", "stroke": style.color,
        "d": path.joined(),
      ])
  }

  /// Cells of one colour share a path.
  private func writeCells(_ grid: Cells, _ xml: inout XMLWriter) {
    var order: [String] = []
    var paths: [String: String] = [:]
    let columns = grid.columns.map { slot in
      (
        left: px(plan.x.scale.fraction(slot.low) * plan.frame.width),
        right: px(plan.x.scale.fraction(slot.high) * plan.frame.width)
      )
    }
    let rows = grid.rows.map { slot in
      (
        bottom: px((1 - plan.y.scale.fraction(slot.low)) * plan.frame.height),
        top: px((1 - plan.y.scale.fraction(slot.high)) * plan.frame.height)
      )
    }
    for cell in grid.cells {
      let color = grid.colors.color(of: cell.value).hex
      let (column, row) = (columns[cell.column], rows[cell.row])
      let path = "M\(column.left) \(row.bottom)H\(column.right)V\(row.top)H\(column.left)Z"
      if paths[color] == nil { order.append(color) }
      paths[color, default: ""] += path
    }
    xml.element("g", ["shape-rendering": "crispEdges"]) { xml in
      for color in order { xml.empty("path", ["fill": color, "d": paths[color] ?? ""]) }
    }
  }
}
