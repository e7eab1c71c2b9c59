// SPDX-License-Identifier: Apache-2.0

/// A figure laid out: everything that the renderers write, and where.
///
/// Pixels count from the upper left corner of the frame, to the right and down.
struct FigurePlan {
  let frame: Frame
  let x: PlannedAxis
  let y: PlannedAxis
  let marks: [NamedMark]
  let samples: [PlacedSample]
  let texts: [PlacedText]
  let colorBar: ColorBar?
  /// Sentences for the foot of the figure.
  let notes: [String]

  init(_ figure: Figure) {
    let scene = Scene(figure)
    let legend = Legend(scene, of: figure)
    let bar = Self.colorBar(of: figure, scene: scene)
    y = PlannedAxis(
      figure.y, scene.y, scene.markingY, side: .left(height: Frame.standardHeight))
    var frame = Frame(
      left: y.breadth + Frame.axisTitle + Frame.outer,
      right: max(legend.columnWidth, bar?.breadth ?? 0) + Frame.outer)
    frame.fit(figure.layers.lazy.compactMap(\.kind.heatMap?.aspect).first)
    x = PlannedAxis(
      figure.x, scene.x, scene.markingX, side: .below(width: frame.width))
    let rows = legend.rows(width: frame.totalWidth - 2 * Frame.outer)
    let names = legend.names(in: frame, x: scene.x)
    frame.top = Frame.outer + (figure.title.isEmpty ? 0 : 22)
    frame.top += 18 * Double(Self.subtitle(of: figure, in: frame).count)
    frame.headroom =
      (rows.isEmpty ? 8 : 12) + Frame.row
      * Double(rows.count + max(names.lines, bar == nil ? 0 : 1))
    frame.top += frame.headroom
    frame.bottom =
      x.depth + Frame.axisTitle + Frame.noteLine * Double(scene.notes.count) + Frame.outer
    let column = legend.column(in: frame, y: scene.y)
    let above = legend.placed(rows, in: frame)
    samples = column.samples + above.samples
    texts =
      Self.titles(of: figure, in: frame) + x.categoryTexts(in: frame) + y.categoryTexts(in: frame)
      + column.texts + above.texts
      + names.texts + (bar?.texts(in: frame) ?? [])
      + Self.notes(scene.notes, below: x.depth + Frame.axisTitle, in: frame)
    self.frame = frame
    marks = scene.marks
    colorBar = bar
    notes = scene.notes
  }

  /// Which directions have lines that lead the eye from the axis to the marks.
  var grid: (x: Bool, y: Bool) {
    let hasUprights = marks.contains { $0.mark.isUpright }
    return (
      x: colorBar == nil && x.categories.isEmpty && !hasUprights,
      y: colorBar == nil && y.categories.isEmpty
    )
  }

  /// Where a point stands.
  func place(_ x: Double, _ y: Double) -> Point {
    Point(
      x: self.x.scale.fraction(x) * frame.width, y: (1 - self.y.scale.fraction(y)) * frame.height)
  }

  private static func titles(of figure: Figure, in frame: Frame) -> [PlacedText] {
    var texts: [PlacedText] = []
    var y = -frame.headroom
    for line in subtitle(of: figure, in: frame).reversed() {
      let text = TextMetrics.fitted(line, to: frame.roomForText, size: 12)
      texts.append(PlacedText(text: text, x: frame.textLeft, y: y - 8, role: .subtitle))
      y -= 18
    }
    guard !figure.title.isEmpty else { return texts }
    // Bold is about a tenth wider than the measures know.
    let text = TextMetrics.fitted(figure.title.onOneLine, to: frame.roomForText * 0.9, size: 16)
    return texts + [PlacedText(text: text, x: frame.textLeft, y: y - 11, role: .title)]
  }

  /// The subtitle in lines that have room, broken between two settings.
  private static func subtitle(of figure: Figure, in frame: Frame) -> [String] {
    guard let subtitle = figure.subtitle?.onOneLine else { return [] }
    var lines: [String] = []
    for part in subtitle.split(separator: ", ") {
      let longer = lines.last.map { "\($0), \(part)" } ?? String(part)
      if lines.isEmpty || TextMetrics.width(of: longer + ",", size: 12) > frame.roomForText {
        if !lines.isEmpty { lines[lines.count - 1] += "," }
        lines.append(String(part))
      } else {
        lines[lines.count - 1] = longer
      }
    }
    return lines
  }

  private static func colorBar(of figure: Figure, scene: Scene) -> ColorBar? {
    guard let colors = scene.marks.lazy.compactMap(\.mark.colors).first,
      let scale = figure.layers.lazy.compactMap(\.kind.heatMap).first?.color
    else { return nil }
    return ColorBar(colors, title: scale.title.onOneLine)
  }

  private static func notes(_ lines: [String], below depth: Double, in frame: Frame) -> [PlacedText]
  {
    lines.enumerated().map { index, line in
      PlacedText(
        text: TextMetrics.fitted(line, to: frame.roomForText, size: 11), x: frame.textLeft,
        y: frame.height + depth + 10 + Frame.noteLine * Double(index), role: .note)
    }
  }
}
