// SPDX-License-Identifier: Apache-2.0

extension VegaLiteRenderer {
  func color(_ colors: ColorMap) -> JSON {
    [
      "field": "value", "type": "quantitative", "legend": nil,
      "scale": [
        "type": colors.scale.mapping == .log ? "log" : "linear",
        "domain": .numbers(colors.stopValues),
        "range": .array(colors.stops.map { .string($0.hex) }),
        "interpolate": "rgb", "clamp": true, "nice": false, "zero": false,
      ],
    ]
  }

  /// The bar beside the frame; its labels are among the plan's texts.
  func colorBar() -> [JSON] {
    guard let bar = plan.colorBar else { return [] }
    let left = bar.left(in: plan.frame)
    let right = left + ColorBar.width
    var slices = JSONRows(
      "y", "y2", "value",
      common: [.init(key: "x", value: pixels(left)), .init(key: "x2", value: pixels(right))])
    for slice in bar.slices(count: 100, height: plan.frame.height) {
      slices.add(
        hundredths(slice.top - 0.5), hundredths(slice.bottom), slice.value)
    }
    let ticks = bar.ticks.major.map { tick -> JSON in
      let y = pixels(bar.y(tick.value, in: plan.frame))
      return ["x": pixels(right), "x2": pixels(right + 4), "y": y, "y2": y]
    }
    return [
      layer(
        ["type": "rect"], slices.json, spanInPixels.with("fill", color(bar.colors))),
      layer(["type": "rule", "stroke": .string(Style.neutral)], ticks, spanInPixels),
    ]
  }
}
