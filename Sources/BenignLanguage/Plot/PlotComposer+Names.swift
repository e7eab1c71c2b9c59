// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What a picture calls its series, axes and levels.
extension PlotComposer {
  /// Longer names would leave the plot too little room.
  private static let longestLabel = 38

  /// The quantity, where everything drawn shows the same one, of whatever experiments.
  func common(of drawn: [PlotSeries]) -> Quantity? {
    guard let quantity = drawn.first?.quantity, drawn.allSatisfy({ $0.quantity == quantity })
    else { return nil }
    return quantity
  }

  /// "margin, norm", the quantity where all show the same, or how many there are.
  func names(of drawn: [PlotSeries]) -> String {
    if drawn.count > 1, let quantity = common(of: drawn) { return quantity.name }
    return drawn.count <= 3
      ? drawn.map(\.name).joined(separator: ", ") : "\(drawn.count) series"
  }

  /// What the legend calls a series: of several experiments, whose it is and what tells that apart.
  func label(of series: PlotSeries, among drawn: [PlotSeries]) -> String {
    guard subjects.names.count > 1 else {
      return drawn.count == 1 ? common(of: drawn)?.name ?? series.name : series.name
    }
    return legendHasRoom(for: drawn)
      ? remarked(series, among: drawn) : owned(series, among: drawn)
  }

  /// What tells the experiments apart, a line each, where it is too long for the legend.
  func remarks(on drawn: [PlotSeries]) -> [String] {
    subjects.names.count > 1 && !legendHasRoom(for: drawn) ? subjects.remarks : []
  }

  private func legendHasRoom(for drawn: [PlotSeries]) -> Bool {
    drawn.allSatisfy { remarked($0, among: drawn).count <= Self.longestLabel }
  }

  private func remarked(_ series: PlotSeries, among drawn: [PlotSeries]) -> String {
    let name = owned(series, among: drawn)
    guard !series.subjects.isEmpty, let difference = subjects.difference(of: series.home) else {
      return name
    }
    return "\(name) (\(difference))"
  }

  /// A series with its experiment: that alone where all show the same quantity.
  private func owned(_ series: PlotSeries, among drawn: [PlotSeries]) -> String {
    if series.subjects.isEmpty { return series.name }
    if common(of: drawn) != nil { return series.home }
    return series.namesExperiment ? series.name : "\(series.home): \(series.name)"
  }

  /// What a reference line is called: of several experiments, with whose it is.
  func label(of level: Quantity, in home: String) -> String {
    subjects.names.count > 1 ? "\(home).\(level.name)" : level.name
  }
}
