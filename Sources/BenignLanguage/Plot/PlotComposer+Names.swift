// SPDX-License-Identifier: Apache-2.0

import BenignCharts
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

  /// "margin, test error", the quantity where all show the same, or how many there are.
  func names(of drawn: [PlotSeries]) -> String {
    if drawn.count > 1, let quantity = common(of: drawn) { return PictureWords.name(quantity) }
    return drawn.count <= 3
      ? drawn.map(\.words).joined(separator: ", ") : "\(drawn.count) series"
  }

  /// What an axis shows: the common quantity, or the names of all.
  func axisName(of drawn: [PlotSeries]) -> String {
    if let quantity = common(of: drawn) { return PictureWords.name(quantity) }
    var names: [String] = []
    for series in drawn {
      let name = series.quantity.map { PictureWords.name($0) } ?? series.words
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: ", ")
  }

  /// What is known of the values on an axis that shows them.
  func nature(of drawn: [PlotSeries]) -> Nature { Nature(of: drawn.map(\.expression.quantity)) }

  /// What the legend calls a series: of several experiments, whose it is and what tells that apart.
  func label(of series: PlotSeries, among drawn: [PlotSeries]) -> String {
    guard subjects.names.count > 1 else {
      return drawn.count == 1
        ? common(of: drawn).map { PictureWords.name($0) } ?? series.words : series.words
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
    if series.subjects.isEmpty { return series.words }
    if common(of: drawn) != nil { return series.home }
    return series.namesExperiment ? series.words : "\(series.home): \(series.words)"
  }

  /// What a reference line is called: of several experiments, with whose it is.
  func label(of level: Quantity, in home: String) -> String {
    let name = PictureWords.name(level)
    return subjects.names.count > 1 ? "\(home): \(name)" : name
  }
}
