// SPDX-License-Identifier: Apache-2.0
import BenignCharts

// Figures of which limits show a part, and figures of a given size.
extension Examples {
  /// The curves of `sweep` between limits that cut lines and bands in both directions.
  static let limits = Figure(
    title: sweep.title, subtitle: "a part of it",
    x: Axis("mu", limits: 2.5...9), y: Axis("limit_error", scale: .log, limits: 5e-3...0.2),
    layers: sweep.layers)

  /// Cells of both signs, of which limits leave some out, and others have colours beyond the ends.
  static let colors = Figure(
    title: "A part of a matrix", x: Axis("j", scale: .linear, limits: 1.2...8),
    y: Axis("i", scale: .linear, isReversed: true, limits: -0.5...5.5),
    layers: [
      .heatMap(
        HeatMap(
          rows: 8, columns: 12, storage: (0..<96).map { Double($0 % 8) - Double($0 / 8) },
          color: ColorScale(
            "i − j", scale: .linear, palette: .diverging(center: 0), limits: -3...1)))
    ])

  /// In the width of a column, 240 pt.
  static let column = sweep.with(x: sweep.x, y: sweep.y, size: Figure.Size(width: 320, height: 260))

  /// Larger than usual.
  static let wide = phases.with(x: phases.x, y: phases.y, size: Figure.Size(width: 1000))
}
