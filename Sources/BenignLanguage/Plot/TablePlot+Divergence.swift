// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension TablePlot {
  /// More curves are not told one by one.
  private static let mostTold = 4

  /// The rows of a curve on which all runs diverged, and whether some did.
  func divergedRows(of group: Group) -> (all: [Int], some: Bool) {
    let runs = group.rows.map { table.cells[$0].failures[.diverged] ?? 0 }
    return (
      zip(group.rows, runs).filter { $1 == table.repeats }.map(\.0), runs.contains { $0 > 0 }
    )
  }

  /// Whether a loss grows as only one that diverges does.
  static func growsBeyondAll(_ part: Expression, _ group: Group, _ numbers: [Double]) -> Bool {
    part.quantity == .loss && group.rows.map { numbers[$0] }.growsBeyondAll
  }

  /// "α = 1 diverged from step 2 on.": for each curve from where, and how many runs did where others of their cell did not.
  /// - Parameter curves: x increases along their rows.
  func divergence(of curves: [Group], along axis: TableAxis) -> [String] {
    var places: [String: [String]] = [:]
    var order: [String] = []
    for curve in curves {
      guard let place = placeOfDivergence(of: curve, along: axis) else { continue }
      if places[place] == nil { order.append(place) }
      places[place, default: []].append(curve.name)
    }
    let isPartial = table.cells.contains { cell in
      let runs = cell.failures[.diverged] ?? 0
      return runs > 0 && runs < table.repeats
    }
    let counts = isPartial ? table.sentence(of: .diverged).map { [$0] } ?? [] : []
    guard order.count <= Self.mostTold else {
      return table.sentence(
        of: .diverged, places: table.places(of: .diverged, naming: { PictureWords.name($0) })
      ).map { [$0] } ?? []
    }
    return order.map { place in
      let names = places[place, default: []].filter { !$0.isEmpty }
      let whose = names.isEmpty ? "Training" : names.joined(separator: " and ")
      return "\(whose) diverged\(place)."
    } + counts
  }

  /// " from step 2 on", " at γ = 0.1"; `nil` where no place of a curve has diverged altogether.
  private func placeOfDivergence(of curve: Group, along axis: TableAxis) -> String? {
    let rows = divergedRows(of: curve).all
    guard let first = rows.first else { return nil }
    guard rows.count < curve.rows.count else { return " everywhere" }
    let name = { (row: Int) in axis.name(ofRow: row) }
    guard rows == curve.rows.suffix(rows.count) else {
      let shown = rows.prefix(3).map(name).joined(separator: ", ")
      return " at \(axis.words) = \(shown)" + (rows.count > 3 ? ", …" : "")
    }
    return axis.label == "steps"
      ? " from step \(name(first)) on" : " from \(axis.words) = \(name(first)) on"
  }
}

extension [Double] {
  /// Whether they come to a million times their beginning.
  var growsBeyondAll: Bool {
    guard let first = first(where: \.isFinite), first > 0 else { return false }
    return contains { $0.isFinite && $0 > 1e6 * first }
  }
}
