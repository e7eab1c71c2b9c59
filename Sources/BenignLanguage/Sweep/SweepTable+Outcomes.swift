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

  /// What is known of one measure in one repeat, and stays so.
  enum Finding: Sendable, Equatable {
    /// `nan` where it has no value.
    case number(Double)
    case diverged
    case undecided
    case absent(Absence)
  }

  /// All that is known, with what identifies it.
  /// - Parameter isWanted: asked of the cells' definitions.
  func findings(where isWanted: (String) -> Bool) -> [String: Finding] {
    var all: [String: Finding] = [:]
    for place in places(where: { cell, outcome in outcome.isFinal && isWanted(cell.definition) }) {
      let findings = cells[place.cell].outcomes[place.number].findings(expressions.count)
      for (identity, finding) in zip(identities(at: place), findings) { all[identity] = finding }
    }
    return all
  }

  /// Takes what is known over.
  mutating func fill(from known: [String: Finding], at places: some Sequence<SweepQueue.Place>) {
    guard !known.isEmpty else { return }
    for place in places {
      let findings = identities(at: place).compactMap { known[$0] }
      guard findings.count == expressions.count else { continue }
      cells[place.cell].outcomes[place.number] = Outcome(findings)
    }
  }

  mutating func set(_ result: SweepRun.Result, at places: [SweepQueue.Place]) {
    let outcome: Outcome =
      switch result {
      case .measured(let values): .measured(values)
      case .diverged: .diverged
      case .undecided(let values): .undecided(values)
      case .absent(let absence): .absent(absence)
      case .failed(let reason): .failed(reason)
      }
    for place in places { cells[place.cell].outcomes[place.number] = outcome }
  }

  /// Cells in which some repeat is still to be computed.
  var missingCells: Int { cells.count { $0.isMissing } }
  /// Cells in which some repeat did not come to its end.
  var failedCells: Int { cells.count { $0.hasFailed } }
}

extension SweepTable.Outcome {
  /// Whether computing it again would find the same. What failed may be the machine's fault, or a file's.
  var isFinal: Bool {
    switch self {
    case .measured, .diverged, .undecided, .absent: true
    case .missing, .failed: false
    }
  }

  /// One a measure; none of what is not final.
  func findings(_ measures: Int) -> [SweepTable.Finding] {
    switch self {
    case .missing, .failed: []
    case .measured(let values): values.map { .number($0) }
    case .undecided(let values): values.map { $0.isNaN ? .undecided : .number($0) }
    case .diverged: [SweepTable.Finding](repeating: .diverged, count: measures)
    case .absent(let absence): [SweepTable.Finding](repeating: .absent(absence), count: measures)
    }
  }

  fileprivate init(_ findings: [SweepTable.Finding]) {
    var (values, isUndecided): ([Double], Bool) = ([], false)
    for finding in findings {
      switch finding {
      case .diverged:
        self = .diverged
        return
      case .absent(let absence):
        self = .absent(absence)
        return
      case .number(let number): values.append(number)
      case .undecided:
        values.append(.nan)
        isUndecided = true
      }
    }
    self = isUndecided ? .undecided(values) : .measured(values)
  }
}
