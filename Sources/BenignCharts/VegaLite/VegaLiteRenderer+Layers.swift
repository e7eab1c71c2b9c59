// SPDX-License-Identifier: Apache-2.0

// What several kinds of marks are written with.
extension VegaLiteRenderer {
  func layer(_ mark: JSON, _ rows: [JSON], _ encoding: JSON) -> JSON {
    layer(mark, .array(rows), encoding)
  }

  func layer(_ mark: JSON, _ rows: JSON, _ encoding: JSON) -> JSON {
    ["data": ["values": rows], "mark": mark, "encoding": encoding]
  }

  func row(_ members: KeyValuePairs<String, Double>) -> JSON {
    .object(members.map { JSON.Member(key: $0.key, value: .number($0.value)) })
  }

  func stroke(_ style: Style, type: JSON) -> JSON {
    let mark: JSON = [
      "type": type, "stroke": .string(style.color), "strokeWidth": pixels(style.lineWidth),
    ]
    return mark.with("strokeDash", style.dash.isEmpty ? nil : .array(style.dash.map(pixels)))
  }

  func dot(_ style: Style, size: Double) -> JSON {
    [
      "type": "point", "filled": true, "opacity": 1, "color": .string(style.color),
      "shape": .string(style.shape.rawValue),
      "size": .number(size * style.shape.weight * plan.scale * plan.scale),
    ]
  }

  func box(_ style: Style, isLight: Bool) -> JSON {
    [
      "type": "rect", "fill": .string(style.color), "fillOpacity": isLight ? 0.3 : 0.85,
      "stroke": .string(style.color), "strokeWidth": pixels(1),
    ]
  }

  /// Keeps the runs of a line apart.
  var run: JSON { ["field": "run", "type": "nominal"] }

  /// - Parameter name: `nil` of what the pointer cannot ask.
  func points(_ runs: [[Point]], name: String?) -> JSON {
    let common = namesSeries ? name.map { [JSON.Member(key: "series", value: .string($0))] } : nil
    guard runs.count > 1 || name == nil else {
      var rows = JSONRows("x", "y", common: common ?? [])
      for point in runs.joined() { rows.add(point.x, point.y) }
      return rows.json
    }
    var rows = JSONRows("x", "y", "run", common: common ?? [])
    for (index, run) in runs.enumerated() {
      for point in run { rows.add(point.x, point.y, Double(index)) }
    }
    return rows.json
  }
}

// What the pointer tells.
extension VegaLiteRenderer {
  /// Whether points must say whose they are.
  var namesSeries: Bool { plan.marks.count(where: \.mark.hasValues) > 1 }

  /// The series' name, where a tooltip must tell it.
  var seriesTooltip: [JSON] {
    namesSeries ? [field("series", title: "series", type: "nominal")] : []
  }

  var pointTooltip: JSON {
    .array(
      seriesTooltip + [field("x", title: figure.x.label), field("y", title: figure.y.label)])
  }

  /// A place says where a cell stands: by its coordinate, or by the name there.
  func coordinate(_ prefix: String, of axis: Axis) -> JSON {
    axis.categories.isEmpty
      ? field(prefix + "at", title: axis.label)
      : field(prefix + "name", title: axis.label, type: "nominal")
  }

  /// A number for a tooltip. Vega-Lite writes tooltips' titles into a string of an expression, without escaping
  /// them: only words and the signs of formulas go there, other titles give way to the field's name.
  func field(_ name: String, title: String, type: JSON = "quantitative") -> JSON {
    let isPlain = title.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || Self.signs.contains($0)
    }
    return [
      "field": .string(name), "type": type,
      "title": .string(isPlain && !title.isEmpty ? title : name),
    ]
  }

  private static let signs = Set(" _,.:+-−·/^*=()|‖₊⁺⁻".unicodeScalars)
}
