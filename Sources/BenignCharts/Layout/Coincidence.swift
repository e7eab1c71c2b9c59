// SPDX-License-Identifier: Apache-2.0

/// Curves of which one hides the other.
enum Coincidence {
  /// The part of a pixel that nobody sees: an eighth of a line's breadth.
  private static let unseen = 0.25

  /// "γ = 0.1 and γ = 0.2 coincide."
  /// - Parameter pixels: the height of the plot.
  static func sentences(
    of curves: [NumberSeries], x: AxisScale, y: AxisScale, _ pixels: Double
  ) -> [String] {
    let closest = unseen / pixels
    var groups: [[NumberSeries]] = []
    for curve in curves where curve.y.contains(where: \.isFinite) {
      if let index = groups.firstIndex(where: { agree($0[0], curve, x: x, y: y, closest) }) {
        groups[index].append(curve)
      } else {
        groups.append([curve])
      }
    }
    return groups.filter { $0.count > 1 }.map { $0.map(\.name.onOneLine).listed + " coincide." }
  }

  private static func agree(
    _ first: NumberSeries, _ second: NumberSeries, x: AxisScale, y: AxisScale, _ closest: Double
  ) -> Bool {
    first.x.count == second.x.count
      && first.x.indices.allSatisfy { index in
        isClose(first.x[index], second.x[index], on: x, closest)
          && isClose(first.y[index], second.y[index], on: y, closest)
      }
  }

  private static func isClose(
    _ first: Double, _ second: Double, on scale: AxisScale, _ closest: Double
  ) -> Bool {
    if first == second || first.isNaN && second.isNaN { return true }
    guard scale.accepts(first), scale.accepts(second) else { return false }
    return (scale.fraction(first) - scale.fraction(second)).magnitude < closest
  }
}

extension Figure.Size {
  /// The height of the plot in pixels, and a little more where text needs room.
  var plotHeight: Double {
    max(height ?? 0, Frame.standardHeight * (width ?? Frame.standardWidth) / Frame.standardWidth)
  }
}
