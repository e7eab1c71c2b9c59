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

  private typealias Mappings = (x: AxisScale.Mapping, y: AxisScale.Mapping)

  struct Marking {
    /// Whether there is anything that gives the axis numbers.
    let hasValues: Bool
    /// Whether only whole numbers stand on it.
    let isWhole: Bool
    /// The places where the axis is marked, if there is room; none for round numbers.
    let places: [Double]
  }

  /// - Parameter axes: those of other figures, too; `nil` where they follow from this one.
  init(_ figure: Figure, on axes: (x: AxisScale, y: AxisScale)? = nil) {
    let kinds = figure.layers.map(\.kind)
    let mappings =
      axes.map { (x: $0.x.mapping, y: $0.y.mapping) } ?? Self.mappings(of: kinds, on: figure)
    let window = Window(
      x: Window.Side(mapping: mappings.x, limits: figure.x.limits),
      y: Window.Side(mapping: mappings.y, limits: figure.y.limits))
    var content = Self.content(of: kinds, order: figure.order, in: window)
    let leaving = content.coverDiverging()
    let references = kinds.compactMap(\.reference)
    let map = kinds.lazy.compactMap(\.heatMap).first
    (x, y) = axes ?? Self.axes(of: figure, showing: content, kinds, mappings)
    spanX = Self.span(map?.x ?? content.xAboveFoot, of: window.x)
    spanY = Self.span(map?.y ?? content.y, of: window.y)
    let (x, y) = (x, y)
    let setting = Self.setting(of: kinds, order: figure.order, in: window)
    let comparisons = Comparisons(references, x: x, y: y, styleOfSeries: setting.style(ofSeries:))
    marks = Self.ordered(content.marks, comparisons.marks, of: kinds)
      .map { $0.clamped(x: x, y: y) }
    (entries, outside) = (content.entries + comparisons.entries, comparisons.outside)
    let isEmpty = content.marks.allSatisfy(\.mark.isEmpty)
    notes =
      figure.remarks.map(\.onOneLine) + (isEmpty ? ["No values to draw."] : [])
      + content.notes.lines + comparisons.notes + (figure.y.limits == nil ? leaving : [])
      + Coincidence.sentences(of: kinds.compactMap(\.curve), x: x, y: y, figure.size.plotHeight)
    markingX = Marking(
      hasValues: !isEmpty,
      isWhole: Self.isWhole(content.x) || kinds.contains(where: \.hasWholeX),
      places: Self.places(kinds.map(\.places.x)))
    markingY = Marking(
      hasValues: !isEmpty,
      isWhole: Self.isWhole(content.y) || kinds.contains { $0.heatMap?.isMatrix ?? false },
      places: Self.places(kinds.map(\.places.y)))
  }

  /// The axes that follow from what is shown.
  private static func axes(
    of figure: Figure, showing content: Content, _ kinds: [any LayerKind], _ mappings: Mappings
  ) -> (x: AxisScale, y: AxisScale) {
    let references = kinds.compactMap(\.reference)
    let hasMap = kinds.contains { $0.heatMap != nil }
    let margins = hasMap ? (x: nil, y: nil) : (x: 0.02, y: 0.05)
    let x = scale(
      figure.x, of: content.x, mapping: mappings.x, margin: margins.x, hasFoot: content.hasZero.x,
      foot: content.footX,
      compared: references.filter { $0.direction == .vertical }.map(\.value))
    let upright = scale(
      figure.y, of: content.y, mapping: mappings.y, margin: margins.y, hasFoot: content.hasZero.y,
      compared: content.compared + references.filter { $0.direction == .horizontal }.map(\.value))
    let standsOnZero = kinds.contains(where: \.standsOnZero) && content.y.min() == 0
    return (x, standsOnZero && figure.y.limits == nil ? upright.fromZero : upright)
  }

  private static func places(_ ofKinds: [[Double]]) -> [Double] {
    ofKinds.first { !$0.isEmpty } ?? []
  }

  /// The layers stand in this order: thresholds before bars, stems and cells, and behind the curves that approach them.
  private static func ordered(
    _ content: [NamedMark], _ comparisons: [NamedMark], of kinds: [any LayerKind]
  ) -> [NamedMark] {
    kinds.contains(where: \.isNamedAtEnds) ? comparisons + content : content + comparisons
  }

  private static func isWhole(_ values: [Double]) -> Bool {
    values.allSatisfy { $0 == $0.rounded() }
  }

  private static func mappings(of kinds: [any LayerKind], on figure: Figure) -> Mappings {
    var scales = (
      x: figure.x.categories.isEmpty ? figure.x.scale : .linear,
      y: figure.y.categories.isEmpty ? figure.y.scale : .linear
    )
    var (x, y): ([Double], [Double]) = ([], [])
    for kind in kinds {
      scales = kind.scales(x: scales.x, y: scales.y)
      let own = kind.coordinates
      x += own.x
      y += own.y
    }
    return (
      AxisScale.Mapping(scales.x, for: x, limits: figure.x.limits, nature: figure.x.nature),
      AxisScale.Mapping(scales.y, for: y, limits: figure.y.limits, nature: figure.y.nature)
    )
  }

  private static func content(
    of kinds: [any LayerKind], order: Int?, in window: Window
  ) -> Content {
    var setting = setting(of: kinds, order: order, in: window)
    return kinds.reduce(into: Content()) { all, kind in
      all = all + kind.content(in: setting)
      setting.firstStyle += kind.styles
    }
  }

  /// The setting of the first layer.
  private static func setting(
    of kinds: [any LayerKind], order: Int?, in window: Window
  ) -> LayerSetting {
    LayerSetting(
      window: window, firstStyle: 0, order: order, hasData: kinds.contains { $0.noun != nil },
      hasComparisons: kinds.contains(where: \.isComparison))
  }

  private static func span(_ values: [Double], of side: Window.Side) -> ClosedRange<Double>? {
    var domain = Domain(mapping: side.mapping)
    domain.include(values.lazy.filter(side.contains))
    return domain.range
  }

  /// - Parameters:
  ///   - margin: nil for the exact ends.
  ///   - hasFoot: whether 0 needs a place below the values.
  ///   - foot: the place that it has among them.
  ///   - compared: what the values are compared with.
  private static func scale(
    _ axis: Axis, of values: [Double], mapping: AxisScale.Mapping, margin: Double?,
    hasFoot: Bool, foot: AxisScale.Foot? = nil, compared: [Double]
  ) -> AxisScale {
    if let limits = axis.limits {
      return AxisScale(
        mapping: mapping, low: limits.lowerBound, high: limits.upperBound,
        isReversed: axis.isReversed)
    }
    var domain = Domain(mapping: mapping)
    domain.include(values)
    domain.include(references: compared)
    var scale =
      margin.map { domain.scale(margin: $0, within: axis.nature.bounds, hasFoot: hasFoot) }
      ?? domain.scale()
    if let foot { scale.foot = foot }
    if !axis.categories.isEmpty {
      domain.include([-0.5, Double(axis.categories.count) - 0.5])
      scale = domain.scale()
    }
    scale.isReversed = axis.isReversed
    return scale
  }
}
