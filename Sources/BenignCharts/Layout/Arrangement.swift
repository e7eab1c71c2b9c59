// SPDX-License-Identifier: Apache-2.0

/// The rectangle of the plot between what stands around it, in units in which labels are 12 high.
struct Arrangement {
  let x: PlannedAxis
  let y: PlannedAxis
  private(set) var frame: Frame
  let legend: Legend
  let rows: [Legend.Row]
  let names: (texts: [PlacedText], lines: Int)
  let colorBar: ColorBar?
  let notes: [String]

  /// - Parameters:
  ///   - width: of the whole, if it must have one; else it is as usual, and more where names need it.
  ///   - plotHeight: of the plot alone.
  private init(_ figure: Figure, _ scene: Scene, width: Double?, plotHeight: Double) {
    var legend = Legend(scene, of: figure)
    // In a narrow picture names stand above the plot.
    if let width, legend.columnWidth > width / 3 {
      legend = Legend(scene, of: figure, mayHaveColumn: false)
    }
    let bar = Self.colorBar(of: figure, scene: scene)
    y = PlannedAxis(figure.y, scene.y, scene.markingY, side: .left(height: plotHeight))
    var frame = Frame(
      left: y.breadth + Frame.axisTitle + Frame.outer,
      right: max(legend.columnWidth, bar?.breadth ?? 0) + Frame.outer,
      totalWidth: width ?? Frame.standardWidth, height: plotHeight)
    let aspect = figure.layers.lazy.compactMap(\.kind.heatMap?.aspect).first
    frame.fit(aspect, keepsTotal: width != nil)
    x = PlannedAxis(figure.x, scene.x, scene.markingX, side: .below(width: frame.width))
    rows = legend.rows(width: frame.roomForText)
    names = legend.names(in: frame, x: scene.x)
    notes = scene.notes.flatMap {
      TextMetrics.lines(of: $0, brokenAt: " ", to: frame.roomForText, size: 11)
    }
    frame.top = Frame.outer + 22 * Double(Self.title(of: figure, in: frame).count)
    frame.top += 18 * Double(Self.subtitle(of: figure, in: frame).count)
    frame.headroom =
      (rows.isEmpty ? 8 : 12) + Frame.row
      * Double(rows.count + max(names.lines, bar == nil ? 0 : 1))
    frame.top += frame.headroom
    frame.bottom =
      x.depth + Frame.axisTitle + Frame.noteLine * Double(notes.count) + Frame.outer
    colorBar = bar
    self.legend = legend
    self.frame = frame
  }

  /// The title in lines that have room.
  static func title(of figure: Figure, in frame: Frame) -> [String] {
    // Bold is about a tenth wider than the measures know.
    let room = frame.roomForText * 0.9
    return TextMetrics.lines(of: figure.title.onOneLine, brokenAt: " ", to: room, size: 16)
      .map { TextMetrics.fitted($0, to: room, size: 16) }
  }

  /// The subtitle in lines that have room, broken between two settings.
  static func subtitle(of figure: Figure, in frame: Frame) -> [String] {
    figure.subtitle.map {
      TextMetrics.lines(of: $0.onOneLine, brokenAt: ", ", to: frame.roomForText, size: 12)
    } ?? []
  }

  private static func colorBar(of figure: Figure, scene: Scene) -> ColorBar? {
    guard let colors = scene.marks.lazy.compactMap(\.mark.colors).first,
      let scale = figure.layers.lazy.compactMap(\.kind.heatMap).first?.color
    else { return nil }
    return ColorBar(colors, title: scale.title.onOneLine)
  }
}

// The size that is asked for.
extension Arrangement {
  /// A lower plot shows nothing.
  private static let leastHeight = 120.0

  /// The units of a picture of so many pixels: one of 320 pixels, 240 pt, has 360, so that its text has 8 pt; one of 640 has
  /// as many, and larger and smaller ones keep the proportions of these two.
  private static func units(of pixels: Double) -> Double { min(max(80 + 0.875 * pixels, 360), 640) }

  /// Finds the arrangement for a size. Text becomes smaller where it would leave the plot no room.
  static func fitted(
    to size: Figure.Size, _ figure: Figure, _ scene: Scene
  ) -> (arrangement: Arrangement, scale: Double) {
    guard size != Figure.Size() else {
      return (
        Arrangement(figure, scene, width: nil, plotHeight: Frame.standardHeight), 1
      )
    }
    let pixels = size.width ?? Frame.standardWidth
    var width = units(of: pixels)
    while true {
      let scale = pixels / width
      let height = size.height.map { $0 / scale }
      var arrangement = Arrangement(figure, scene, width: width, height: height)
      // Units become more in both directions alike.
      let growth = max(
        arrangement.frame.totalWidth / width,
        height.map { arrangement.frame.totalHeight / $0 } ?? 1)
      guard growth > 1.001 else {
        if let height { arrangement.frame.bottom += height - arrangement.frame.totalHeight }
        return (arrangement, scale)
      }
      width *= growth
    }
  }

  /// - Parameter height: of the whole, where it is asked for; else the plot is as high as its width says.
  private init(_ figure: Figure, _ scene: Scene, width: Double, height: Double?) {
    let usual = Frame.standardHeight * max(width / Frame.standardWidth, 0.4)
    guard let height else {
      self.init(figure, scene, width: width, plotHeight: usual.rounded())
      return
    }
    // What stands around the plot hangs on its height a little, by the labels of the axes.
    let guess = Arrangement(
      figure, scene, width: width, plotHeight: max(Self.leastHeight, height / 2))
    let around = guess.frame.totalHeight - guess.frame.height
    let again = Arrangement(
      figure, scene, width: width, plotHeight: max(Self.leastHeight, height - around))
    let rest = height - (again.frame.totalHeight - again.frame.height)
    self.init(figure, scene, width: width, plotHeight: max(Self.leastHeight, rest))
  }
}
