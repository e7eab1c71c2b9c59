// SPDX-License-Identifier: Apache-2.0

/// Writes a plan as one Vega-Lite v5 specification.
///
/// Marks stand in the coordinates of the axes, so that tooltips tell values; names, samples and
/// notes in pixels, where the plan put them. Strings from outside are data or titles, never part of an
/// expression. Colours of axes and text are left to the theme, light or dark, of the page, whose ground is seen.
struct VegaLiteRenderer {
  let plan: FigurePlan
  let figure: Figure
  /// What the picture shows, for people who do not see it.
  let description: String

  /// All that is drawn, from back to front.
  var layers: [JSON] {
    plan.marks.flatMap { $0.mark.layers(name: $0.name, by: self) } + minorTicks() + colorBar()
      + plan.samples.flatMap { $0.sample.layers(at: $0.place, by: self) } + textLayers()
  }

  func document() -> JSON { document(layers) }

  /// - Parameter layers: in place of its own.
  func document(_ layers: [JSON]) -> JSON {
    let frame = plan.frame
    return [
      "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
      "description": .string(description),
      "background": "transparent",
      "width": pixels(frame.width),
      "height": pixels(frame.height),
      "autosize": "none",
      "padding": [
        "left": pixels(frame.left), "top": pixels(frame.top), "right": pixels(frame.right),
        "bottom": pixels(frame.bottom),
      ],
      "config": config,
      "encoding": ["x": x, "y": y],
      "layer": .array(layers.isEmpty ? [frameOnly] : layers),
    ]
  }

  private var config: JSON {
    let axis: JSON = ["gridColor": "#888888", "gridOpacity": 0.22]
    let config: JSON = ["font": .string(SVGRenderer.font), "view": ["stroke": nil]]
    guard plan.scale != 1 else { return config.with("axis", axis) }
    let thin = pixels(1)
    return config.with(
      "axis", axis.with("gridWidth", thin).with("domainWidth", thin).with("tickWidth", thin)
    ).with("rule", ["strokeWidth": thin])
  }

  /// Axes of a figure without marks need a layer to belong to.
  private var frameOnly: JSON {
    ["mark": ["type": "point", "opacity": 0], "data": ["values": []]]
  }

  private var x: JSON {
    let place: JSON = [
      "orient": "bottom", "grid": .boolean(plan.grid.x),
      "titleY": pixels(plan.x.depth + 12), "titleBaseline": "alphabetic",
    ]
    return channel("x", plan.x, axis: place)
  }

  private var y: JSON {
    let place: JSON = [
      "orient": "left", "grid": .boolean(plan.grid.y),
      "titleX": pixels(plan.frame.textLeft + 9), "titleAngle": -90, "titleAlign": "center",
      "titleBaseline": "alphabetic",
    ]
    return channel("y", plan.y, axis: place)
  }

  private func channel(_ name: String, _ axis: PlannedAxis, axis place: JSON) -> JSON {
    [
      "field": .string(name), "type": "quantitative",
      "scale": scale(axis.scale).with("reverse", axis.scale.isReversed ? true : nil),
      "axis": place.with("title", axis.title.isEmpty ? .null : .string(axis.title))
        .with("titleFontSize", pixels(12)).with("titleFontWeight", "normal")
        .with("values", .numbers(axis.ticks.major.map(\.value)))
        .with("labels", .boolean(axis.categories.isEmpty))
        .with("labelExpr", axis.categories.isEmpty ? .string(labels(axis.ticks.major)) : nil)
        .with("labelFontSize", pixels(11)).with("labelOverlap", false).with(
          "labelPadding", pixels(3)
        )
        .with("tickSize", pixels(5)),
    ]
  }

  func scale(_ scale: AxisScale) -> JSON {
    [
      "type": scale.mapping == .log ? "log" : "linear",
      "domain": .numbers([scale.low, scale.high]), "nice": false, "zero": false,
    ]
  }

  /// An expression that looks up the label of a tick. It holds numbers and labels made of digits
  /// here, no text from outside.
  private func labels(_ ticks: [Ticks.Tick]) -> String {
    let values = ticks.map { NumberFormat.exact($0.value) }.joined(separator: ",")
    let labels = ticks.map { "'\($0.label)'" }.joined(separator: ",")
    return "[\(labels)][indexof([\(values)],datum.value)]"
  }
}
