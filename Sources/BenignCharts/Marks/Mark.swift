// SPDX-License-Identifier: Apache-2.0

struct Point: Equatable {
  let x: Double
  let y: Double
}

/// A mark is drawn inside the frame, in the coordinates of the axes.
///
/// A kind of mark is one type in a file of its own, with what each renderer writes for it, so that none shows what another does
/// not. Nothing else asks which mark it is.
protocol Mark: Sendable {
  var isEmpty: Bool { get }
  /// Whether the pointer can ask it for values.
  var hasValues: Bool { get }
  /// Whether it stands on its place on the x axis.
  var isUpright: Bool { get }
  /// The colours that a bar beside the frame explains.
  var colors: ColorMap? { get }
  /// The same with bases and ends that lie beyond an axis moved to its edge.
  func clamped(x: AxisScale, y: AxisScale) -> Self
  func write(to xml: inout XMLWriter, by renderer: SVGRenderer)
  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer)
  /// The layers that draw it.
  /// - Parameter name: of its series, for tooltips.
  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON]
}

extension Mark {
  var hasValues: Bool { false }
  var isUpright: Bool { false }
  var colors: ColorMap? { nil }
  func clamped(x: AxisScale, y: AxisScale) -> Self { self }
}

/// A mark with the name of its series, for tooltips.
struct NamedMark {
  let name: String
  let mark: any Mark

  func clamped(x: AxisScale, y: AxisScale) -> NamedMark {
    NamedMark(name: name, mark: mark.clamped(x: x, y: y))
  }
}

/// The look of a series beside the name that explains it.
///
/// A kind of sample stands in the file of the mark that it is a sample of.
protocol Sample: Sendable {
  var width: Double { get }
  /// Whether the name belongs right above the frame, where the mark meets it.
  var isVertical: Bool { get }
  /// Whether a figure with no other look needs no name for this one.
  func explains(_ label: String, beside axisNames: [String]) -> Bool
  /// - Parameter place: the middle of its left edge, in pixels.
  func write(at place: Point, to xml: inout XMLWriter, by renderer: SVGRenderer)
  func write(at place: Point, to tex: inout TeXWriter, by renderer: PGFPlotsRenderer)
  func layers(at place: Point, by renderer: VegaLiteRenderer) -> [JSON]
}

extension Sample {
  var isVertical: Bool { false }
  func explains(_ label: String, beside axisNames: [String]) -> Bool { false }
}
