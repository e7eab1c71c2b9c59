// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension TablePlot {
  /// What the curves are compared with, cell by cell: limits that the table holds, and predictions that follow from a cell's own keys.
  ///
  /// Of several curves the first that has values; a curve that is alone has all of them.
  /// - Parameter each: whether each of their bars has its own.
  func comparisons(with curves: Curves, each: Bool) throws(Diagnostic) -> [Layer] {
    guard wantsTheory else { return [] }
    let shown = curves.y.listed.map(\.quantity)
    var drawn: [Quantity] = []
    var layers: [Layer] = []
    for (part, quantity) in shown.enumerated() {
      let levels = (quantity?.levels ?? []).filter { !shown.contains($0) }
      var isFirst = true
      for level in levels where isFirst || curves.series.count == 1 {
        guard let numbers = try numbers(of: level), numbers.contains(where: \.isFinite) else {
          continue
        }
        isFirst = false
        guard !drawn.contains(level) else { continue }
        let lines = curves.groups.map { group in
          NumberSeries(
            name: PictureWords.name(level), x: group.rows.map { curves.axis.places[$0] },
            y: group.rows.map { numbers[$0] })
        }
        let first = part * curves.groups.count
        layers +=
          each
          ? lines.enumerated().map { place, line in
            .comparison(
              line, across: first + place, of: curves.series, number: drawn.count,
              isNamed: place == 0)
          } : Self.layers(of: lines, firstSeries: first, number: drawn.count)
        drawn.append(level)
      }
    }
    return layers
  }

  /// A line for each curve, and one for all those whose lines would be the same.
  private static func layers(
    of lines: [NumberSeries], firstSeries: Int, number: Int
  ) -> [Layer] {
    var different: [(line: NumberSeries, series: Int?)] = []
    for (place, line) in lines.enumerated() where line.y.contains(where: \.isFinite) {
      if let index = different.firstIndex(where: { $0.line.isSame(as: line) }) {
        different[index].series = nil
      } else {
        different.append((line, firstSeries + place))
      }
    }
    return different.enumerated().map { place, found in
      .comparison(
        found.line, withSeries: found.series, number: number, isNamed: place == 0)
    }
  }

  /// What a measure approaches, across a histogram, where it is the same in all cells.
  func levels(of measure: Expression) throws(Diagnostic) -> [Layer] {
    guard wantsTheory else { return [] }
    guard let level = measure.quantity?.levels.first, let numbers = try numbers(of: level),
      let number = numbers.first, number.isFinite,
      numbers.allSatisfy({ $0.isClose(to: number) })
    else { return [] }
    return [.reference(ReferenceLine(.vertical, at: number, label: PictureWords.name(level)))]
  }

  /// A number for each row, `nan` where a cell has none; `nil` of what neither was measured nor follows from definitions.
  private func numbers(of level: Quantity) throws(Diagnostic) -> [Double]? {
    if table.measures.contains(level.name) { return try rows.numbers(of: .column(level.name)) }
    guard level.followsFromDefinitions else { return nil }
    return table.cells.map { cell in
      guard case .number(let number)? = cell.mixture?.value(of: level, network: cell.network)
      else { return .nan }
      return number
    }
  }
}

extension NumberSeries {
  /// Whether both have the same numbers at the same places, up to rounding.
  fileprivate func isSame(as other: NumberSeries) -> Bool {
    x == other.x
      && zip(y, other.y).allSatisfy { first, second in
        first.isNaN ? second.isNaN : first.isClose(to: second)
      }
  }
}
