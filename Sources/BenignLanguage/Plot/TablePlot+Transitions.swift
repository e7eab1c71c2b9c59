// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension TablePlot {
  /// More lines would crowd the picture.
  private static let mostTransitions = 4

  /// Where curves cross the boundaries: one line where all do so at one place, else one for each place.
  /// - Parameter curves: x increases along their rows.
  func transitions(of curves: [Group], along axis: TableAxis) throws(Diagnostic) -> [Layer] {
    guard axis.categories.isEmpty else { return [] }
    return try boundaries().flatMap { transitions(of: curves, through: $0, along: axis) }
  }

  private func transitions(
    of curves: [Group], through boundary: TableBoundary, along axis: TableAxis
  ) -> [Layer] {
    var lines: [(place: Double, facts: [String], curves: Int)] = []
    for curve in curves {
      let places = ReferenceLine.places(
        where: curve.rows.map { boundary.ratios[$0] },
        is1Over: curve.rows.map { axis.places[$0] })
      guard let place = places.first, places.count == 1 else { continue }
      if let index = lines.firstIndex(where: { $0.place.isClose(to: place) }) {
        lines[index].facts.removeAll { !curve.facts.contains($0) }
        lines[index].curves += 1
      } else {
        lines.append((place, curve.facts, 1))
      }
    }
    guard lines.count <= Self.mostTransitions else { return [] }
    return lines.map { line in
      let whose =
        line.curves == curves.count || line.facts.isEmpty
        ? "" : line.facts.joined(separator: ", ") + ": "
      return .reference(
        ReferenceLine(
          .vertical, at: line.place,
          label: "\(whose)\(whose.isEmpty ? boundary.label : boundary.shortLabel) at \(axis.words)"
        ))
    }
  }
}
