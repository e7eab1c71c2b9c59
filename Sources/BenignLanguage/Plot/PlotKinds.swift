// SPDX-License-Identifier: Apache-2.0

import BenignCharts

// The list of kinds of pictures, and the entries.
extension PlotKind {
  static let all: [PlotKind] = [auto, line, points, bars, histogram, heatMap]

  static let auto = PlotKind(
    "auto", "what suits the series or the table",
    keys: ["x", "y", "color", "by", "boundary", "fit"],
    ofSeries: { (composer) throws(Diagnostic) in try composer.usualFigure() },
    ofTable: { (plot) throws(Diagnostic) in try plot.usualFigure() })

  static let line = PlotKind(
    "line", "numbers against x or by index, joined by lines", errors: "bands",
    tellsGroupsApart: false
  ) { $0.map(Layer.line) }

  static let points = PlotKind(
    "points", "numbers against x or by index as dots; errors as whiskers"
  ) { $0.map(Layer.points) }

  static let bars = PlotKind(
    "bars", "numbers at x or by index as bars, side by side; errors as whiskers",
    comparesEach: true
  ) { [.bars($0)] }

  static let histogram = PlotKind(
    "histogram",
    "how often values fall into equal intervals; of a table's measure those of all repeats",
    keys: ["y", "by"], ofSeries: { (composer) throws(Diagnostic) in try composer.histogram() },
    ofTable: { (plot) throws(Diagnostic) in try plot.histogram() })

  static let heatMap = PlotKind(
    "heatmap", "a matrix, or a table over two keys, as coloured cells",
    keys: ["x", "y", "color", "boundary"],
    ofSeries: { (composer) throws(Diagnostic) in try composer.heatMap() },
    ofTable: { (plot) throws(Diagnostic) in try plot.heatMap() })
}
