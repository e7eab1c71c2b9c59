// SPDX-License-Identifier: Apache-2.0

/// A grid of rectangles that bear values.
struct CellsMark: Mark {
  /// A column or row: where it stands and how far it reaches.
  struct Slot: Equatable {
    let center: Double
    let low: Double
    let high: Double
  }

  struct Cell: Equatable {
    let column: Int
    let row: Int
    let value: Double
  }

  let columns: [Slot]
  let rows: [Slot]
  /// Those that have a colour.
  let cells: [Cell]
  let scale: ColorMap

  var isEmpty: Bool { cells.isEmpty }
  var hasValues: Bool { true }
  var colors: ColorMap? { scale }

  /// Cells of one colour share a path.
  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let (plan, px) = (renderer.plan, renderer.px)
    var order: [ColorMap.RGB] = []
    var paths: [ColorMap.RGB: String] = [:]
    let columns = columns.map { slot in
      (
        left: px(plan.x.scale.fraction(slot.low) * plan.frame.width),
        right: px(plan.x.scale.fraction(slot.high) * plan.frame.width)
      )
    }
    let rows = rows.map { slot in
      (
        bottom: px((1 - plan.y.scale.fraction(slot.low)) * plan.frame.height),
        top: px((1 - plan.y.scale.fraction(slot.high)) * plan.frame.height)
      )
    }
    for cell in cells {
      let color = scale.color(of: cell.value)
      let (column, row) = (columns[cell.column], rows[cell.row])
      let path = "M\(column.left) \(row.bottom)H\(column.right)V\(row.top)H\(column.left)Z"
      if paths[color] == nil { order.append(color) }
      paths[color, default: ""] += path
    }
    xml.element("g", ["shape-rendering": "crispEdges"]) { xml in
      for color in order {
        let (path, color) = (paths[color] ?? "", color.hex)
        if renderer.hidesSeams {
          xml.empty(
            "path", ["fill": color, "stroke": color, "stroke-width": "0.7", "d": path])
        } else {
          xml.empty("path", ["fill": color, "d": path])
        }
      }
    }
  }

  /// Each cell is a rectangle of the axis.
  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    for cell in cells {
      let (column, row) = (columns[cell.column], rows[cell.row])
      let corners = [
        renderer.axisPlace(column.low, row.low), renderer.axisPlace(column.high, row.high),
      ]
      tex.line(
        "\\fill[fill=\(scale.color(of: cell.value).tex)] \(corners[0]) rectangle \(corners[1]);")
    }
  }

  /// Cells name their column and row, whose ends stand once, in data that are looked up.
  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    var values = JSONRows("column", "row", "value")
    for cell in cells {
      // Six digits tell more than any colour; a large matrix has many cells.
      values.add([
        cell.column.description, cell.row.description,
        NumberFormat.exact(DecimalNumber(cell.value).rounded(to: 6)),
      ])
    }
    let (plan, figure) = (renderer.plan, renderer.figure)
    let color = renderer.color(scale)
    return [
      [
        "data": ["values": values.json],
        "transform": [
          Self.lookup(columns, key: "column", prefix: "x", names: plan.x.categories),
          Self.lookup(rows, key: "row", prefix: "y", names: plan.y.categories),
        ],
        // A thin stroke of the same colour hides the seams between neighbours.
        "mark": ["type": "rect", "strokeWidth": 0.7],
        "encoding": [
          "x2": ["field": "x2"], "y2": ["field": "y2"], "fill": color, "stroke": color,
          "tooltip": [
            renderer.coordinate("x", of: figure.x), renderer.coordinate("y", of: figure.y),
            renderer.field("value", title: name),
          ],
        ],
      ]
    ]
  }

  private static func lookup(_ slots: [Slot], key: String, prefix: String, names: [String]) -> JSON
  {
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
}
