// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension TablePlot {
  /// More lines would crowd the picture.
  private static let mostTransitions = 4

  /// The places at which curves cross the boundaries: one line where all do so at one place, else one for each place, in the colour of its curve.
  /// - Parameter curves: x increases along their rows.
  func transitions(of curves: Curves, along axis: TableAxis) throws(Diagnostic) -> [Layer] {
    guard axis.categories.isEmpty else { return [] }
    return try boundaries().flatMap { boundary in
      transitions(
        of: curves.groups, through: boundary, along: axis,
        haveColors: curves.haveColors)
    }
  }

  /// - Parameter haveColors: whether each group is one curve, whose colour tells it.
  private func transitions(
    of curves: [Group], through boundary: TableBoundary, along axis: TableAxis, haveColors: Bool
  ) -> [Layer] {
    var lines: [(place: Double, facts: [String], curves: [Int])] = []
    for (index, curve) in curves.enumerated() {
      let places = ReferenceLine.places(
        where: curve.rows.map { boundary.ratios[$0] },
        is1Over: curve.rows.map { axis.places[$0] })
      guard let place = places.first, places.count == 1 else { continue }
      if let line = lines.firstIndex(where: { $0.place.isClose(to: place) }) {
        lines[line].facts.removeAll { !curve.facts.contains($0) }
        lines[line].curves.append(index)
      } else {
        lines.append((place, curve.facts, [index]))
      }
    }
    guard lines.count <= Self.mostTransitions else { return [] }
    return lines.map { line in
      let isCommon = line.curves.count == curves.count || line.facts.isEmpty
      let whose = isCommon ? "" : line.facts.joined(separator: ", ") + ": "
      let name = isCommon ? boundary.label : boundary.shortLabel
      let series = haveColors && line.curves.count == 1 ? line.curves[0] : nil
      return .reference(
        ReferenceLine(
          .vertical, at: line.place, label: "\(whose)\(name) at \(axis.words)",
          membership: isCommon
            ? nil : .init(kind: "\(name) at \(axis.words) = …", series: series)))
    }
  }
}
