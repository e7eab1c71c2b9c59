// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension SweepTable {
  /// What identifies the numbers of one repeat of a cell, one a measure.
  func identities(at place: SweepQueue.Place) -> [String] {
    let cell = cells[place.cell]
    let seed = cell.mixture?.seed ?? cell.dataset?.seed ?? 0
    return expressions.map { expression in
      SweepIdentity.text(
        of: cell.definition, dataSeed: seed + UInt64(place.number),
        networkSeed: cell.network.map { $0.seed + UInt64(place.number) }, measure: expression)
    }
  }

  /// All repeats with such outcomes.
  func places(where isWanted: (Cell, Outcome) -> Bool) -> [SweepQueue.Place] {
    cells.indices.flatMap { index in
      (0..<repeats).compactMap { number in
        isWanted(cells[index], cells[index].outcomes[number])
          ? SweepQueue.Place(cell: index, number: number) : nil
      }
    }
  }

  /// All numbers that are known, with what identifies them.
  /// - Parameter isWanted: asked of the cells' definitions.
  func numbers(where isWanted: (String) -> Bool) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for place in places(where: { cell, outcome in outcome.isMeasured && isWanted(cell.definition) })
    {
      guard case .measured(let values) = cells[place.cell].outcomes[place.number] else { continue }
      for (identity, value) in zip(identities(at: place), values) { numbers[identity] = value }
    }
    return numbers
  }

  /// Takes what is known over.
  mutating func fill(from known: [String: Double], at places: some Sequence<SweepQueue.Place>) {
    guard !known.isEmpty else { return }
    for place in places {
      let values = identities(at: place).compactMap { known[$0] }
      guard values.count == expressions.count else { continue }
      cells[place.cell].outcomes[place.number] = .measured(values)
    }
  }

  mutating func set(_ result: SweepRun.Result, at places: [SweepQueue.Place]) {
    let outcome: Outcome =
      switch result {
      case .measured(let values): .measured(values)
      case .failed(let reason): .failed(reason)
      }
    for place in places { cells[place.cell].outcomes[place.number] = outcome }
  }

  /// Cells in which some repeat is still to be computed.
  var missingCells: Int { cells.count { $0.isMissing } }
  /// Cells in which some repeat could not be computed.
  var failedCells: Int { cells.count { $0.hasFailed } }
}

extension SweepTable.Outcome {
  var isMeasured: Bool {
    switch self {
    case .measured: true
    case .missing, .failed: false
    }
  }
}
