// SPDX-License-Identifier: Apache-2.0

import BenignCharts

// What a plot statement says of its axes and colours.
extension Invocation {
  /// The scale that is asked for in a direction, "x", "y" or "c". Limits of which one is not positive make `auto` linear.
  func scale(_ direction: String) -> Scale {
    let scale = text(direction + "scale").flatMap(Scale.init) ?? .auto
    guard scale == .auto, let limits = pair(direction + "lim") else { return scale }
    return limits.lowerBound > 0 ? .auto : .linear
  }

  /// The colours of values; where they have both signs, two hues that meet at 0.
  ///
  /// - Parameter common: the ends that several pictures share, where none are asked for.
  func colorScale(
    _ label: String, nature: Nature, hasSigns: Bool, common: ClosedRange<Double>? = nil
  ) -> ColorScale {
    let scale = scale("c")
    let isDiverging = hasSigns && scale != .log
    return ColorScale(
      label, scale: isDiverging ? .linear : scale, nature: nature,
      palette: isDiverging ? .diverging(center: 0) : .sequential, limits: pair("clim") ?? common)
  }

  /// The figure between the limits, with the labels and of the size that are asked for.
  /// - Throws: InvalidArgument for what the picture cannot have.
  func framed(_ figure: Figure) throws(Diagnostic) -> Figure {
    for key in ["clim", "cscale"] where given.has(key) && !figure.hasColors {
      throw Diagnostic(
        .invalidArgument, "\(key) belongs to a heat map.", at: range(of: key),
        expected: "a picture with colours", suggestion: "kind=\(PlotKind.heatMap.word)")
    }
    return figure.with(
      x: try framed(figure.x, "x"), y: try framed(figure.y, "y"),
      size: Figure.Size(width: number("width"), height: number("height")))
  }

  private func framed(_ axis: Axis, _ direction: String) throws(Diagnostic) -> Axis {
    let key = direction + "lim"
    if given.has(key), let name = axis.categories.first {
      throw Diagnostic(
        .invalidArgument,
        "\(key) needs an axis of numbers, and this one has names, such as \(name).",
        at: range(of: key), expected: "a picture without \(key)")
    }
    return axis.with(label: text(direction + "label"), limits: pair(key))
  }

  /// - Throws: InvalidArgument for limits that are not positive on an axis, or of colours, asked to be logarithmic.
  func requirePlaces() throws(Diagnostic) {
    for direction in ["x", "y", "c"] where scale(direction) == .log {
      let key = direction + "lim"
      guard let limits = pair(key), limits.lowerBound <= 0 else { continue }
      throw Diagnostic(
        .invalidArgument,
        "\(NumberText(limits.lowerBound)) has no place on a logarithmic scale.", at: range(of: key),
        expected: "\(key): two positive numbers",
        suggestion: "\(direction)scale=\(Scale.linear.rawValue)")
    }
  }
}
