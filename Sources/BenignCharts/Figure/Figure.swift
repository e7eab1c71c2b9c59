// SPDX-License-Identifier: Apache-2.0

/// What is drawn, as a value: titles, two axes and layers from back to front.
///
/// One figure gives Vega-Lite and SVG, and both show the same marks, labels and counts. Values that
/// cannot be drawn (not finite, or not positive on a logarithmic axis) are left out and counted
/// in a note under the plot; more than `Figure.mostPoints` points of a series are thinned so that
/// every extreme stays.
///
/// Every string may hold anything: it is escaped, and never becomes part of an expression.
public struct Figure: Sendable, Equatable {
  /// Points of one series, or bars of one vector, that are drawn one by one.
  public static let mostPoints = 2_000
  /// Cells of one heat map that are drawn one by one.
  public static let mostCells = 10_000

  /// Values of larger magnitude are not drawn: differences and margins around them stay finite.
  public static let largestValue = 1e300

  public let title: String
  /// One line under the title: what is held fixed, such as "n = 100, p = 20 000, γ = 0.2".
  public let subtitle: String?
  public let x: Axis
  public let y: Axis
  public let layers: [Layer]
  /// The number of series that go along the values of a number, before the next ones begin anew: their colours tell the order.
  public let order: Int?
  /// Lines for the foot: what the legend has no room for.
  public let remarks: [String]
  /// The size is the one that was asked for, or the usual one.
  public let size: Size
  let givenText: String?
  /// The figures that a slider shows in this one's place; `nil` of most.
  var frames: Frames?

  /// The size of the whole picture in pixels, as far as it is asked for.
  public struct Size: Sendable, Equatable {
    public let width: Double?
    public let height: Double?

    public init(width: Double? = nil, height: Double? = nil) {
      precondition([width, height].allSatisfy { $0.map { $0 >= 1 } ?? true }, "no size")
      (self.width, self.height) = (width, height)
    }
  }

  /// - Parameter alternativeText: one line that tells what the picture shows; composed from
  ///   the layers where it is not given.
  public init(
    title: String, subtitle: String? = nil, x: Axis, y: Axis, layers: [Layer],
    order: Int? = nil, remarks: [String] = [], size: Size = Size(), alternativeText: String? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.layers = layers
    self.order = order
    self.remarks = remarks
    self.size = size
    givenText = alternativeText
  }

  /// The same between other axes, and in another size.
  public func with(x: Axis, y: Axis, size: Size) -> Figure {
    var figure = Figure(
      title: title, subtitle: subtitle, x: x, y: y, layers: layers, order: order,
      remarks: remarks, size: size, alternativeText: givenText)
    figure.frames = frames?.with(x: x, y: y, size: size)
    return figure
  }

  /// The same with a further line at its foot.
  public func remarking(_ line: String) -> Figure {
    with(subtitle: subtitle, remarks: remarks + [line])
  }

  /// The same with another line under its title.
  public func subtitled(_ subtitle: String) -> Figure { with(subtitle: subtitle, remarks: remarks) }

  private func with(subtitle: String?, remarks: [String]) -> Figure {
    var figure = Figure(
      title: title, subtitle: subtitle, x: x, y: y, layers: layers, order: order,
      remarks: remarks, size: size, alternativeText: givenText)
    figure.frames = frames
    return figure
  }

  /// Whether values are shown as colours.
  public var hasColors: Bool { layers.contains { $0.kind.heatMap != nil } }
}
