// SPDX-License-Identifier: Apache-2.0

/// Curves of which one hides the other.
enum Coincidence {
  /// The share of an axis that nobody sees: less than a pixel.
  private static let closest = 1 / 400.0

  /// "γ = 0.1 and γ = 0.2 coincide."
  static func sentences(of curves: [NumberSeries], x: AxisScale, y: AxisScale) -> [String] {
    var groups: [[NumberSeries]] = []
    for curve in curves where curve.y.contains(where: \.isFinite) {
      if let index = groups.firstIndex(where: { agree($0[0], curve, x: x, y: y) }) {
        groups[index].append(curve)
      } else {
        groups.append([curve])
      }
    }
    return groups.filter { $0.count > 1 }.map { group in
      let names = group.map(\.name.onOneLine)
      return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "") + " coincide."
    }
  }

  private static func agree(
    _ first: NumberSeries, _ second: NumberSeries, x: AxisScale, y: AxisScale
  ) -> Bool {
    first.x.count == second.x.count
      && first.x.indices.allSatisfy { index in
        isClose(first.x[index], second.x[index], on: x)
          && isClose(first.y[index], second.y[index], on: y)
      }
  }

  private static func isClose(_ first: Double, _ second: Double, on scale: AxisScale) -> Bool {
    if first == second || first.isNaN && second.isNaN { return true }
    guard scale.accepts(first), scale.accepts(second) else { return false }
    return (scale.fraction(first) - scale.fraction(second)).magnitude < closest
  }
}
