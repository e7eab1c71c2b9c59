// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension SweepTable {
  /// What identifies the number of one measure in one repeat of a cell.
  func identity(of measure: Int, in cell: Cell, repeat number: Int) -> String {
    let seed = cell.mixture?.seed ?? cell.dataset?.seed ?? 0
    return SweepIdentity.text(
      of: cell.definition, dataSeed: seed + UInt64(number),
      networkSeed: cell.network.map { $0.seed + UInt64(number) }, measure: expressions[measure])
  }

  /// All numbers that are known, with what identifies them.
  /// - Parameter isWanted: asked of the cells' definitions.
  func numbers(where isWanted: (String) -> Bool) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for cell in cells where isWanted(cell.definition) {
      for (number, outcome) in cell.outcomes.enumerated() {
        guard case .measured(let values) = outcome else { continue }
        for (measure, value) in values.enumerated() {
          numbers[identity(of: measure, in: cell, repeat: number)] = value
        }
      }
    }
    return numbers
  }

  /// Takes what is known over.
  mutating func fill(from known: [String: Double]) {
    guard !known.isEmpty else { return }
    for index in cells.indices {
      for number in 0..<repeats where cells[index].outcomes[number] == .missing {
        let values = expressions.indices.compactMap { measure in
          known[identity(of: measure, in: cells[index], repeat: number)]
        }
        if values.count == expressions.count { cells[index].outcomes[number] = .measured(values) }
      }
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
