// SPDX-License-Identifier: Apache-2.0

extension SVGRenderer {
  func writeGrid(_ xml: inout XMLWriter) {
    let (width, height) = (plan.frame.width, plan.frame.height)
    var path = ""
    for tick in plan.x.ticks.major where plan.grid.x {
      path += "M\(px(place(x: tick.value))) 0V\(px(height))"
    }
    for tick in plan.y.ticks.major where plan.grid.y {
      path += "M0 \(px(place(y: tick.value)))H\(px(width))"
    }
    writePath(path, ink: .grid, &xml)
  }

  func writeAxes(_ xml: inout XMLWriter) {
    let (width, height) = (plan.frame.width, plan.frame.height)
    var path = "M0 0V\(px(height))H\(px(width))"
    for tick in plan.x.ticks.major { path += "M\(px(place(x: tick.value))) \(px(height))v5" }
    for value in plan.x.ticks.minor { path += "M\(px(place(x: value))) \(px(height))v3" }
    for tick in plan.y.ticks.major { path += "M0 \(px(place(y: tick.value)))h-5" }
    for value in plan.y.ticks.minor { path += "M0 \(px(place(y: value)))h-3" }
    writePath(path, ink: .axis, &xml)
    for tick in plan.x.ticks.major where !tick.label.isEmpty {
      writeLabel(tick.label, x: place(x: tick.value), y: height + 18, anchor: .middle, &xml)
    }
    for tick in plan.y.ticks.major where !tick.label.isEmpty {
      writeLabel(tick.label, x: -8, y: place(y: tick.value) + 4, anchor: .end, &xml)
    }
    writeAxisTitle(
      plan.x.title, transform: "translate(\(px(width / 2)) \(px(height + plan.x.depth + 12)))", &xml
    )
    let left = Frame.outer - plan.frame.left + 9
    writeAxisTitle(
      plan.y.title, transform: "translate(\(px(left)) \(px(height / 2))) rotate(-90)", &xml)
  }

  func writeColorBar(_ xml: inout XMLWriter) {
    guard let bar = plan.colorBar else { return }
    let left = bar.left(in: plan.frame)
    for slice in bar.slices(count: 100, height: plan.frame.height) {
      xml.empty(
        "rect",
        [
          "fill": bar.colors.color(of: slice.value).hex, "x": px(left), "y": px(slice.top),
          // One pixel into the next slice, so that no seam shows between them.
          "width": px(ColorBar.width), "height": px(slice.bottom - slice.top + 0.5),
        ])
    }
    let right = left + ColorBar.width
    let path = bar.ticks.major.map { "M\(px(right)) \(px(bar.y($0.value, in: plan.frame)))h4" }
    writePath(path.joined(), ink: .axis, &xml)
  }

  private func place(x value: Double) -> Double { plan.place(value, plan.y.scale.low).x }
  private func place(y value: Double) -> Double { plan.place(plan.x.scale.low, value).y }

  private func writePath(_ path: String, ink: LineInk, _ xml: inout XMLWriter) {
    guard !path.isEmpty else { return }
    xml.empty(
      "path",
      [
        "stroke": ink.color, "stroke-opacity": ink.opacity, "fill": "none", "stroke-width": "1",
        "d": path,
      ])
  }

  private func writeLabel(
    _ label: String, x: Double, y: Double, anchor: PlacedText.Anchor, _ xml: inout XMLWriter
  ) {
    xml.leaf(
      "text",
      [
        "class": Ink.text.name, "fill": Ink.text.light, "x": px(x), "y": px(y), "font-size": "11",
        "text-anchor": anchor.rawValue,
      ], label)
  }

  private func writeAxisTitle(_ title: String, transform: String, _ xml: inout XMLWriter) {
    guard !title.isEmpty else { return }
    xml.leaf(
      "text",
      [
        "class": Ink.text.name, "fill": Ink.text.light, "text-anchor": "middle",
        "transform": transform,
      ], title)
  }
}
