// SPDX-License-Identifier: Apache-2.0

/// A figure resolved: scales, marks and the names to be explained, before anything has a place in
/// pixels.
struct Scene {
  let x: AxisScale
  let y: AxisScale
  let marks: [NamedMark]
  let entries: [LegendEntry]
  /// References named at an edge, because they would squeeze the data.
  let outside: [OutsideReference]
  /// What the data span, where they span anything.
  let spanX: ClosedRange<Double>?
  let spanY: ClosedRange<Double>?
  /// Sentences for the foot of the figure.
  let notes: [String]
  /// How the axes are to be marked.
  let markingX: Marking
  let markingY: Marking

  struct Marking {
    /// Whether there is anything that gives the axis numbers.
    let hasValues: Bool
    /// Whether only whole numbers stand on it.
    let isWhole: Bool
    /// Where the columns or rows of a heat map stand.
    let places: [Double]
  }

  init(_ figure: Figure) {
    let mappings = Self.mappings(of: figure)
    let content = Self.content(of: figure, on: mappings)
    let references = figure.layers.compactMap(\.reference)
    let margins = figure.layers.contains(where: \.isHeatMap) ? (x: nil, y: nil) : (x: 0.02, y: 0.05)
    x = Self.scale(
      figure.x, of: content.x, mapping: mappings.x, margin: margins.x,
      references: references.filter { $0.direction == .vertical })
    let upright = Self.scale(
      figure.y, of: content.y, mapping: mappings.y, margin: margins.y,
      references: references.filter { $0.direction == .horizontal })
    let standsOnZero = figure.layers.contains(where: \.standsOnZero) && content.y.min() == 0
    y = standsOnZero ? upright.fromZero : upright
    let map = figure.layers.lazy.compactMap(\.heatMap).first
    spanX = Self.span(map?.x ?? content.x, mapping: mappings.x)
    spanY = Self.span(map?.y ?? content.y, mapping: mappings.y)
    let comparisons = Comparisons(references, x: x, y: y)
    let (x, y) = (x, y)
    // Curves run over what they approach; thresholds stand before bars, stems and cells.
    let isBehind = figure.layers.contains(where: \.isLine)
    let ordered =
      isBehind ? comparisons.marks + content.marks : content.marks + comparisons.marks
    marks = ordered.map { $0.clamped(x: x, y: y) }
    entries = content.entries + comparisons.entries
    outside = comparisons.outside
    let isEmpty = content.marks.allSatisfy(\.isEmpty)
    notes =
      figure.remarks.map(\.onOneLine) + (isEmpty ? ["No values to draw."] : [])
      + content.notes.lines + comparisons.notes
    markingX = Marking(
      hasValues: !isEmpty,
      isWhole: Self.isWhole(content.x) || figure.layers.contains(where: \.isByIndex),
      places: map.map { $0.x.isIndex ? [] : $0.x } ?? [])
    markingY = Marking(
      hasValues: !isEmpty,
      isWhole: Self.isWhole(content.y) || figure.layers.contains(where: \.isMatrix),
      places: map.map { $0.y.isIndex ? [] : $0.y } ?? [])
  }

  private static func isWhole(_ values: [Double]) -> Bool {
    values.allSatisfy { $0 == $0.rounded() }
  }

  private static func mappings(of figure: Figure) -> Mappings {
    var (xs, ys): ([Double], [Double]) = ([], [])
    var xScale = figure.x.categories.isEmpty ? figure.x.scale : .linear
    var yScale = figure.y.categories.isEmpty ? figure.y.scale : .linear
    for layer in figure.layers {
      switch layer {
      case .line(let series):
        xs += series.x
        ys += series.y
      case .stems(let series):
        // Indices begin at 0.
        xScale = .linear
        ys += series.values
      case .histogram(let histogram):
        xs += histogram.values
        if yScale == .auto { yScale = .linear }
      case .heatMap(let map):
        xs += map.x
        ys += map.y
      case .boundary, .reference: break
      }
    }
    return Mappings(
      x: AxisScale.Mapping(xScale, for: xs), y: AxisScale.Mapping(yScale, for: ys))
  }

  private static func content(of figure: Figure, on mappings: Mappings) -> Content {
    var styles = 0
    let hasData = figure.layers.contains(where: \.hasData)
    return figure.layers.reduce(into: Content()) { all, layer in
      switch layer {
      case .line(let series):
        all = all + Content(series, style: Style.series(styles), on: mappings)
        styles += 1
      case .stems(let series):
        all = all + Content(series, firstStyle: styles, on: mappings.y)
        styles += series.grouping?.names.count ?? 1
      case .histogram(let histogram):
        all = all + Content(histogram, firstStyle: styles, on: mappings)
        styles += histogram.grouping?.names.count ?? 1
      case .heatMap(let map): all = all + Content(map, on: mappings)
      case .boundary(let boundary):
        all = all + Content(boundary, on: mappings, stretchesAxes: !hasData)
      case .reference: break
      }
    }
  }

  private static func span(_ values: [Double], mapping: AxisScale.Mapping) -> ClosedRange<Double>? {
    var domain = Domain(mapping: mapping)
    domain.include(values)
    return domain.range
  }

  /// - Parameter margin: nil for the exact ends.
  private static func scale(
    _ axis: Axis, of values: [Double], mapping: AxisScale.Mapping, margin: Double?,
    references: [ReferenceLine]
  ) -> AxisScale {
    var domain = Domain(mapping: mapping)
    domain.include(values)
    domain.include(references: references.map(\.value))
    var scale = margin.map { domain.scale(margin: $0) } ?? domain.scale()
    if !axis.categories.isEmpty {
      domain.include([-0.5, Double(axis.categories.count) - 0.5])
      scale = domain.scale()
    }
    scale.isReversed = axis.isReversed
    return scale
  }
}
