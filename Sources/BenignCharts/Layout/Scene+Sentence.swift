// SPDX-License-Identifier: Apache-2.0

extension Scene {
  /// "Title: line chart of y against x; named looks; what the axes span; what was left out."
  func sentence(of figure: Figure) -> String {
    let kind = figure.layers.lazy.compactMap(\.kind.noun).first ?? "chart"
    let (x, y) = (figure.x.title.onOneLine, figure.y.title.onOneLine)
    var parts = ["\(kind) of \(y) against \(x)"]
    let axes = [figure.x.label.onOneLine, figure.y.label.onOneLine, ""]
    let names = entries.map(\.label).filter { !axes.contains($0) } + outside.map(\.text)
    if !names.isEmpty { parts.append(names.joined(separator: ", ")) }
    parts += [
      Self.span(spanX, name: x, scale: self.x, categories: figure.x.categories),
      Self.span(spanY, name: y, scale: self.y, categories: figure.y.categories),
    ].compactMap(\.self)
    if let colors = marks.lazy.compactMap(\.mark.colors).first,
      let label = figure.layers.lazy.compactMap(\.kind.heatMap).first?.color.title.onOneLine
    {
      let range = colors.scale.low...colors.scale.high
      parts += [
        Self.span(
          colors.scale.foot == nil ? range : nil, name: label, scale: colors.scale, categories: [])
      ].compactMap(
        \.self)
    }
    let title = figure.title.onOneLine
    let text = (title.isEmpty ? "" : title + ": ") + parts.joined(separator: "; ") + "."
    return ([text] + notes).joined(separator: " ")
  }

  private static func span(
    _ span: ClosedRange<Double>?, name: String, scale: AxisScale, categories: [String]
  ) -> String? {
    guard categories.isEmpty else {
      return "\(name): \(categories.map(\.onOneLine).joined(separator: ", "))"
    }
    guard let span else { return scale.foot == nil ? nil : "\(name): 0" }
    let low = NumberFormat.readable(span.lowerBound)
    let high = NumberFormat.readable(span.upperBound)
    return "\(name) from \(low) to \(high)" + (scale.mapping == .log ? " (logarithmic)" : "")
      + (scale.foot == nil ? "" : ", and 0")
  }
}
