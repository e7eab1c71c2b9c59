// SPDX-License-Identifier: Apache-2.0

/// Open circles for points that stand at the foot of a logarithmic axis, since a coordinate of them is 0. Where circles would touch each other, some
/// are left out.
struct ZerosMark: Mark {
  /// The points have their own coordinates, zeros included.
  private(set) var points: [Point]
  let style: Style
  /// The places at which they are drawn: the foot stands for 0.
  private(set) var places: [Point]

  init(points: [Point], style: Style) {
    (self.points, self.style, places) = (points, style, points)
  }

  private static let size = 34.0
  /// The least distance between circles along an axis, as a share of it.
  private static let distance = 0.02

  var isEmpty: Bool { points.isEmpty }
  var hasValues: Bool { true }

  func clamped(x: AxisScale, y: AxisScale) -> ZerosMark {
    let drawn = points.map { point in
      let place = Point(x: x.clamped(point.x), y: y.clamped(point.y))
      return (
        point: point, place: place,
        share: Point(x: x.fraction(place.x), y: y.fraction(place.y))
      )
    }.sorted { ($0.share.x, $0.share.y) < ($1.share.x, $1.share.y) }
    var mark = self
    (mark.points, mark.places) = ([], [])
    var last: Point?
    for (point, place, share) in drawn {
      if let last, max(abs(share.x - last.x), abs(share.y - last.y)) < Self.distance { continue }
      last = share
      mark.points.append(point)
      mark.places.append(place)
    }
    return mark
  }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let path = places.map {
      Style.Shape.circle.path(at: renderer.plan.place($0.x, $0.y), size: Self.size)
    }
    renderer.writeStroke(path.joined(), style.whisker, &xml)
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    let (size, width) = (
      renderer.pt(Self.size.squareRoot() / 2), renderer.pt(style.whisker.lineWidth)
    )
    renderer.plot(
      [
        "only marks", "mark=o", "mark size=\(size)pt",
        "mark options={solid, draw=\(style.tex), line width=\(width)pt}",
      ], places, to: &tex)
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let namesSeries = renderer.namesSeries
    let rows = zip(points, places).map { point, place in
      let row = renderer.row(["x": place.x, "y": place.y, "xat": point.x, "yat": point.y])
      return namesSeries ? row.with("series", .string(name)) : row
    }
    let figure = renderer.figure
    let tooltip =
      renderer.seriesTooltip + [
        renderer.field("xat", title: figure.x.label), renderer.field("yat", title: figure.y.label),
      ]
    let mark: JSON = [
      "type": "point", "filled": false, "opacity": 1, "stroke": .string(style.color),
      "strokeWidth": renderer.pixels(style.whisker.lineWidth),
      "size": .number(Self.size * renderer.plan.scale * renderer.plan.scale),
    ]
    return [renderer.layer(mark, rows, ["tooltip": .array(tooltip)])]
  }
}

extension Content {
  /// Marks entries of a series that stand at the foot of an axis.
  /// - Parameter shift: where the mark of a number at x stands.
  mutating func addZeros(
    of series: NumberSeries, _ entries: [Int], style: Style, in setting: LayerSetting,
    at shift: (Double) -> Double = { $0 }
  ) {
    let points = entries.map { Point(x: series.x[$0], y: series.y[$0]) }
    addZeros(
      points.map { Point(x: setting.x.isAtFoot($0.x) ? $0.x : shift($0.x), y: $0.y) },
      name: series.name.onOneLine, style: style, in: setting)
  }

  mutating func addZeros(
    _ points: [Point], name: String, style: Style, in setting: LayerSetting
  ) {
    guard !points.isEmpty else { return }
    marks.append(NamedMark(name: name, mark: ZerosMark(points: points, style: style)))
    x += points.map(\.x)
    y += points.map(\.y)
    hasZero.x = hasZero.x || points.contains { setting.x.isAtFoot($0.x) }
    hasZero.y = hasZero.y || points.contains { setting.y.isAtFoot($0.y) }
  }
}
