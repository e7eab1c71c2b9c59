// SPDX-License-Identifier: Apache-2.0

extension VegaLiteRenderer {
  /// The layers that draw a mark, in the coordinates of the axes.
  func layers(_ named: NamedMark) -> [JSON] {
    switch named.mark {
    case .line(let runs, let style):
      guard !runs.isEmpty else { return [] }
      // Invisible dots, so that the pointer finds each point of a line.
      let mark = stroke(style, type: "line").with("point", "transparent")
      return [
        layer(
          mark, points(runs, name: named.name),
          runs.count > 1
            ? ["order": nil, "detail": run, "tooltip": pointTooltip]
            : ["order": nil, "tooltip": pointTooltip])
      ]
    case .boundary(let runs):
      return Style.boundary.map { style in
        layer(
          stroke(style, type: "line").with("clip", true), points(runs, name: nil),
          ["order": nil, "detail": run])
      }
    case .band(let runs, let style):
      let mark: JSON = ["type": "area", "color": .string(style.color), "opacity": 0.18]
      return [layer(mark, bandPoints(runs), ["y2": ["field": "y2"], "detail": run])]
    case .dots(let points, let size, let style):
      let mark = dot(style, size: size)
      return [layer(mark, self.points([points], name: named.name), ["tooltip": pointTooltip])]
    case .stems(let points, let base, let style):
      let mark: JSON = ["type": "rule", "stroke": .string(style.color), "strokeOpacity": 0.75]
      let rows = points.map { row(["x": $0.x, "y": base, "y2": $0.y]) }
      return [layer(mark, rows, ["y2": ["field": "y2"]])]
    case .bars(let bars, let style, let isLight):
      return [self.bars(bars, style, isLight: isLight, name: named.name)]
    case .cells(let grid): return [cells(grid, name: named.name)]
    case .hatching(let strokes): return [hatching(strokes)]
    case .reference(let direction, let value, let style):
      return [reference(direction, value, style)]
    }
  }

  private func hatching(_ strokes: [Segment]) -> JSON {
    let rows = strokes.map {
      row(["x": $0.start.x, "y": $0.start.y, "x2": $0.end.x, "y2": $0.end.y])
    }
    return layer(
      stroke(Style.hatching, type: "rule"), rows, ["x2": ["field": "x2"], "y2": ["field": "y2"]])
  }

  func layer(_ mark: JSON, _ rows: [JSON], _ encoding: JSON) -> JSON {
    ["data": ["values": .array(rows)], "mark": mark, "encoding": encoding]
  }

  func row(_ members: KeyValuePairs<String, Double>) -> JSON {
    .object(members.map { JSON.Member(key: $0.key, value: .number($0.value)) })
  }

  func stroke(_ style: Style, type: JSON) -> JSON {
    let mark: JSON = [
      "type": type, "stroke": .string(style.color), "strokeWidth": .number(style.lineWidth),
    ]
    return mark.with("strokeDash", style.dash.isEmpty ? nil : .numbers(style.dash))
  }

  func dot(_ style: Style, size: Double) -> JSON {
    [
      "type": "point", "filled": true, "opacity": 1, "color": .string(style.color),
      "shape": .string(style.shape.rawValue), "size": .number(size * style.shape.weight),
    ]
  }

  func box(_ style: Style, isLight: Bool) -> JSON {
    [
      "type": "rect", "fill": .string(style.color), "fillOpacity": isLight ? 0.3 : 0.85,
      "stroke": .string(style.color), "strokeWidth": 1,
    ]
  }

  /// Keeps the runs of a line apart.
  private var run: JSON { ["field": "run", "type": "nominal"] }

  private func points(_ runs: [[Point]], name: String?) -> [JSON] {
    let isSplit = runs.count > 1 || name == nil
    return runs.enumerated().flatMap { index, run in
      run.map { point in
        var members: JSON = row(["x": point.x, "y": point.y])
        if isSplit { members = members.with("run", .number(Double(index))) }
        return namesSeries ? members.with("series", name.map(JSON.string)) : members
      }
    }
  }

  private func bandPoints(_ runs: [[BandPoint]]) -> [JSON] {
    runs.enumerated().flatMap { index, run in
      run.map { row(["x": $0.x, "y": $0.low, "y2": $0.high, "run": Double(index)]) }
    }
  }

  private func bars(_ bars: [Bar], _ style: Style, isLight: Bool, name: String) -> JSON {
    let rows = bars.map { bar in
      let members = row([
        "x": bar.left, "x2": bar.right, "y": bar.bottom, "y2": bar.top,
        "count": bar.top - bar.bottom,
      ])
      return namesSeries ? members.with("series", .string(name)) : members
    }
    let tooltip: [JSON] = [
      field("x", title: "from"), field("x2", title: "to"), field("count", title: "count"),
    ]
    return layer(
      box(style, isLight: isLight), rows,
      [
        "x2": ["field": "x2"], "y2": ["field": "y2"],
        "tooltip": .array((namesSeries ? [series] : []) + tooltip),
      ])
  }

  private func reference(
    _ direction: ReferenceLine.Direction, _ value: Double, _ style: Style
  ) -> JSON {
    let (x, y) = (plan.x.scale, plan.y.scale)
    switch direction {
    case .horizontal:
      return layer(
        stroke(style, type: "rule"), [row(["x": x.low, "x2": x.high, "y": value])],
        ["x2": ["field": "x2"]])
    case .vertical:
      return layer(
        stroke(style, type: "rule"), [row(["x": value, "y": y.low, "y2": y.high])],
        ["y2": ["field": "y2"]])
    }
  }
}

// What the pointer tells.
extension VegaLiteRenderer {
  /// Whether points must say whose they are.
  private var namesSeries: Bool { plan.marks.filter(\.mark.hasValues).count > 1 }

  private var series: JSON { field("series", title: "series", type: "nominal") }

  private var pointTooltip: JSON {
    .array(
      (namesSeries ? [series] : []) + [
        field("x", title: figure.x.label), field("y", title: figure.y.label),
      ])
  }

  /// A number for a tooltip. Vega-Lite writes tooltips' titles into an expression, without escaping
  /// them: only plain words go there, other titles give way to the field's name.
  func field(_ name: String, title: String, type: JSON = "quantitative") -> JSON {
    let isPlain = title.utf8.allSatisfy { byte in
      switch UnicodeScalar(byte) {
      case "a"..."z", "A"..."Z", "0"..."9", "_", " ": true
      default: false
      }
    }
    return [
      "field": .string(name), "type": type,
      "title": .string(isPlain && !title.isEmpty ? title : name),
    ]
  }
}
