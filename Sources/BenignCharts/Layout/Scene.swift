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

  init(_ figure: Figure) {
    let kinds = figure.layers.map(\.kind)
    let mappings = Self.mappings(of: kinds, on: figure)
    let window = Window(
      x: Window.Side(mapping: mappings.x, limits: figure.x.limits),
      y: Window.Side(mapping: mappings.y, limits: figure.y.limits))
    let content = Self.content(of: kinds, in: window)
    let references = kinds.compactMap(\.reference)
    let map = kinds.lazy.compactMap(\.heatMap).first
    let margins = map == nil ? (x: 0.02, y: 0.05) : (x: nil, y: nil)
    x = Self.scale(
      figure.x, of: content.x, mapping: mappings.x, margin: margins.x,
      references: references.filter { $0.direction == .vertical })
    let upright = Self.scale(
      figure.y, of: content.y, mapping: mappings.y, margin: margins.y,
      references: references.filter { $0.direction == .horizontal })
    let standsOnZero =
      kinds.contains(where: \.standsOnZero) && content.y.min() == 0 && figure.y.limits == nil
    y = standsOnZero ? upright.fromZero : upright
    spanX = Self.span(map?.x ?? content.x, of: window.x)
    spanY = Self.span(map?.y ?? content.y, of: window.y)
    let comparisons = Comparisons(references, x: x, y: y)
    let (x, y) = (x, y)
    // Curves run over what they approach; thresholds stand before bars, stems and cells.
    let isBehind = kinds.contains(where: \.isNamedAtEnds)
    marks = (isBehind ? [comparisons.marks, content.marks] : [content.marks, comparisons.marks])
      .joined().map { $0.clamped(x: x, y: y) }
    entries = content.entries + comparisons.entries
    outside = comparisons.outside
    let isEmpty = content.marks.allSatisfy(\.mark.isEmpty)
    notes =
      figure.remarks.map(\.onOneLine) + (isEmpty ? ["No values to draw."] : [])
      + content.notes.lines + comparisons.notes
    markingX = Marking(
      hasValues: !isEmpty,
      isWhole: Self.isWhole(content.x) || kinds.contains(where: \.hasWholeX),
      places: kinds.lazy.map(\.places.x).first { !$0.isEmpty } ?? [])
    markingY = Marking(
      hasValues: !isEmpty,
      isWhole: Self.isWhole(content.y) || kinds.contains { $0.heatMap?.isMatrix ?? false },
      places: kinds.lazy.map(\.places.y).first { !$0.isEmpty } ?? [])
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
      AxisScale.Mapping(scales.x, for: x, limits: figure.x.limits),
      AxisScale.Mapping(scales.y, for: y, limits: figure.y.limits)
    )
  }

  private static func content(of kinds: [any LayerKind], in window: Window) -> Content {
    let hasData = kinds.contains { $0.noun != nil }
    var styles = 0
    return kinds.reduce(into: Content()) { all, kind in
      let setting = LayerSetting(window: window, firstStyle: styles, hasData: hasData)
      all = all + kind.content(in: setting)
      styles += kind.styles
    }
  }

  private static func span(_ values: [Double], of side: Window.Side) -> ClosedRange<Double>? {
    var domain = Domain(mapping: side.mapping)
    domain.include(values.lazy.filter(side.contains))
    return domain.range
  }

  /// - Parameter margin: nil for the exact ends.
  private static func scale(
    _ axis: Axis, of values: [Double], mapping: AxisScale.Mapping, margin: Double?,
    references: [ReferenceLine]
  ) -> AxisScale {
    if let limits = axis.limits {
      return AxisScale(
        mapping: mapping, low: limits.lowerBound, high: limits.upperBound,
        isReversed: axis.isReversed)
    }
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
