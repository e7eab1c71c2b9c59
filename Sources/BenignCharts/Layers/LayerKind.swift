// SPDX-License-Identifier: Apache-2.0

/// One layer of a figure: a series, a heat map, or something that they are compared with.
public struct Layer: Sendable, Equatable {
  let kind: any LayerKind

  init(_ kind: some LayerKind) { self.kind = kind }

  public static func == (first: Layer, second: Layer) -> Bool { first.kind.equals(second.kind) }
}

/// A kind of layer: what is drawn, and how it becomes marks.
///
/// Each kind is one type, whose file holds all that depends on it; nothing else asks which kind a layer is. It is added by a type that
/// conforms to this, and a function of `Layer` that makes a layer of it.
protocol LayerKind: Sendable, Equatable {
  /// The name of a figure of this kind, such as "line chart"; `nil` of what is only drawn over data, for which no axis is made.
  var noun: String? { get }
  /// The values by which an automatic scale is chosen.
  var coordinates: (x: [Double], y: [Double]) { get }
  /// The scales of the axes, given those that are asked for.
  func scales(x: Scale, y: Scale) -> (x: Scale, y: Scale)
  /// Styles that it takes, one after the other.
  var styles: Int { get }
  func content(in setting: LayerSetting) -> Content
  /// Whether its marks begin at y = 0.
  var standsOnZero: Bool { get }
  /// Whether only whole numbers are marked on its x axis, as where x counts entries.
  var hasWholeX: Bool { get }
  /// The places where the axes are marked, rather than at round numbers.
  var places: (x: [Double], y: [Double]) { get }
  /// Whether its names stand beside the ends of its lines.
  var isNamedAtEnds: Bool { get }
  var heatMap: HeatMap? { get }
  /// The points that may coincide with those of another layer.
  var curve: NumberSeries? { get }
  /// Whether it is what series are compared with, point by point.
  var isComparison: Bool { get }
  var reference: ReferenceLine? { get }
}

/// The setting tells a layer what it must know of its figure.
struct LayerSetting {
  /// The window is the part of the plane that can be seen.
  let window: Window
  /// The number of styles that earlier layers took.
  var firstStyle: Int
  /// How many series go along the values of a number, if they do.
  let order: Int?
  /// Whether some layer has data, for which the axes are made.
  let hasData: Bool
  /// Whether series stand beside what they are compared with.
  let hasComparisons: Bool

  var x: AxisScale.Mapping { window.x.mapping }
  var y: AxisScale.Mapping { window.y.mapping }

  /// The style of one of the layer's own series.
  func style(_ index: Int = 0) -> Style { style(ofSeries: firstStyle + index) }

  /// The style of a series of the figure.
  func style(ofSeries index: Int) -> Style {
    if let order { return Style.ordered(index, of: order) }
    return hasComparisons ? Style.solid(index) : Style.series(index)
  }

  /// Whether one coordinate of a point is 0 on a logarithmic axis, and the other has a place, too.
  func isAtFoot(_ point: Point) -> Bool {
    let isAtFoot = (x: x.isAtFoot(point.x), y: y.isAtFoot(point.y))
    return (isAtFoot.x || isAtFoot.y) && (isAtFoot.x || x.accepts(point.x))
      && (isAtFoot.y || y.accepts(point.y))
  }
}

extension LayerKind {
  func scales(x: Scale, y: Scale) -> (x: Scale, y: Scale) { (x, y) }
  var styles: Int { 0 }
  var standsOnZero: Bool { false }
  var hasWholeX: Bool { false }
  var places: (x: [Double], y: [Double]) { ([], []) }
  var isNamedAtEnds: Bool { false }
  var heatMap: HeatMap? { nil }
  var curve: NumberSeries? { nil }
  var isComparison: Bool { false }
  var reference: ReferenceLine? { nil }

  fileprivate func equals(_ other: any LayerKind) -> Bool { self == other as? Self }
}
