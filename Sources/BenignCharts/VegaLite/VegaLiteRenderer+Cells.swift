// SPDX-License-Identifier: Apache-2.0

extension VegaLiteRenderer {
  /// Cells name their column and row, whose ends stand once, in data that are looked up.
  func cells(_ grid: Cells, name: String) -> JSON {
    let rows = grid.cells.map { cell in
      row([
        "column": Double(cell.column), "row": Double(cell.row),
        // Six digits tell more than any colour; a large matrix has many cells.
        "value": DecimalNumber(cell.value).rounded(to: 6).value,
      ])
    }
    return [
      "data": ["values": .array(rows)],
      "transform": [
        lookup(grid.columns, key: "column", prefix: "x", names: plan.x.categories),
        lookup(grid.rows, key: "row", prefix: "y", names: plan.y.categories),
      ],
      // A thin stroke of the same colour hides the seams between neighbours.
      "mark": ["type": "rect", "strokeWidth": 0.7],
      "encoding": [
        "x2": ["field": "x2"], "y2": ["field": "y2"],
        "fill": color(grid.colors), "stroke": color(grid.colors),
        "tooltip": [
          coordinate("x", of: figure.x), coordinate("y", of: figure.y),
          field("value", title: name),
        ],
      ],
    ]
  }

  private func coordinate(_ prefix: String, of axis: Axis) -> JSON {
    axis.categories.isEmpty
      ? field(prefix + "at", title: axis.label)
      : field(prefix + "name", title: axis.label, type: "nominal")
  }

  private func lookup(_ slots: [Cells.Slot], key: String, prefix: String, names: [String]) -> JSON {
    let rows = slots.enumerated().map { index, slot in
      let members = JSON.object([
        .init(key: key, value: .number(Double(index))),
        .init(key: prefix, value: .number(slot.low)),
        .init(key: prefix + "2", value: .number(slot.high)),
        .init(key: prefix + "at", value: .number(slot.center)),
      ])
      let place = Int(saturating: slot.center)
      return members.with(
        prefix + "name", names.indices.contains(place) ? .string(names[place]) : nil)
    }
    let fields = ["", "2", "at"] + (names.isEmpty ? [] : ["name"])
    return [
      "lookup": .string(key),
      "from": [
        "data": ["values": .array(rows)], "key": .string(key),
        "fields": .array(fields.map { .string(prefix + $0) }),
      ],
    ]
  }

  private func color(_ colors: ColorMap) -> JSON {
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
    let slices = bar.slices(count: 100, height: plan.frame.height).map { slice -> JSON in
      [
        "x": .pixels(left), "x2": .pixels(right), "y": .pixels(slice.top - 0.5),
        "y2": .pixels(slice.bottom), "value": .number(slice.value),
      ]
    }
    let ticks = bar.ticks.major.map { tick -> JSON in
      let y = JSON.pixels(bar.y(tick.value, in: plan.frame))
      return ["x": .pixels(right), "x2": .pixels(right + 4), "y": y, "y2": y]
    }
    let place = inPixels.with("x2", ["field": "x2"]).with("y2", ["field": "y2"])
    return [
      layer(
        ["type": "rect"], slices, place.with("fill", color(bar.colors))),
      layer(["type": "rule", "stroke": .string(Style.neutral)], ticks, place),
    ]
  }
}
