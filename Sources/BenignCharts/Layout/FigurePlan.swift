// SPDX-License-Identifier: Apache-2.0

/// A figure laid out: everything that the renderers write, and where.
///
/// Its units count from the upper left corner of the frame, to the right and down. In the usual size they are pixels.
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
  /// Pixels of a unit: the picture is drawn larger or smaller with its text and its lines.
  let scale: Double

  init(_ figure: Figure) { self.init(figure, Scene(figure)) }

  /// - Parameter scene: of the same figure.
  init(_ figure: Figure, _ scene: Scene) {
    let (arrangement, scale) = Arrangement.fitted(to: figure.size, figure, scene)
    let (frame, legend, rows) = (arrangement.frame, arrangement.legend, arrangement.rows)
    (x, y, colorBar, self.scale) = (arrangement.x, arrangement.y, arrangement.colorBar, scale)
    let column = legend.column(in: frame, y: scene.y)
    let above = legend.placed(rows, in: frame)
    samples = column.samples + above.samples
    texts =
      Self.titles(of: figure, in: frame) + x.categoryTexts(in: frame) + y.categoryTexts(in: frame)
      + column.texts + above.texts
      + arrangement.names.texts + (colorBar?.texts(in: frame) ?? [])
      + Self.notes(arrangement.notes, below: x.depth + Frame.axisTitle, in: frame)
    self.frame = frame
    marks = scene.marks
    notes = scene.notes
  }

  /// The grid tells which directions have lines from the axis to the marks.
  var grid: (x: Bool, y: Bool) {
    let hasUprights = marks.contains { $0.mark.isUpright }
    return (
      x: colorBar == nil && x.categories.isEmpty && !hasUprights,
      y: colorBar == nil && y.categories.isEmpty
    )
  }

  /// The place of a point, in pixels of the frame, is computed from its values.
  func place(_ x: Double, _ y: Double) -> Point {
    Point(
      x: self.x.scale.fraction(x) * frame.width, y: (1 - self.y.scale.fraction(y)) * frame.height)
  }

  private static func titles(of figure: Figure, in frame: Frame) -> [PlacedText] {
    var texts: [PlacedText] = []
    var y = -frame.headroom
    for line in Arrangement.subtitle(of: figure, in: frame).reversed() {
      let text = TextMetrics.fitted(line, to: frame.roomForText, size: 12)
      texts.append(PlacedText(text: text, x: frame.textLeft, y: y - 8, role: .subtitle))
      y -= 18
    }
    for line in Arrangement.title(of: figure, in: frame).reversed() {
      texts.append(PlacedText(text: line, x: frame.textLeft, y: y - 11, role: .title))
      y -= 22
    }
    return texts
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
