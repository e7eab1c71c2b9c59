// SPDX-License-Identifier: Apache-2.0

extension SweepOrigin.Comparison {
  /// - Parameter before: the same table with what was known.
  init(_ table: SweepTable, with before: SweepTable) {
    for place in before.places(where: { $1.isFinal }) {
      let outcomes = [before, table].map { $0.cells[place.cell].outcomes[place.number] }
      guard outcomes[1] != .missing else { continue }
      known += 1
      let count = table.measures.count
      let findings = outcomes.map { $0.findings(count) }
      guard !findings[0].isSame(as: findings[1]) else { continue }
      different += 1
      if first == nil { first = Self.words(findings, at: place, of: table) }
    }
  }

  /// "n = 50, repeat 3: mu was 1.5 and is 1.25"
  private static func words(
    _ findings: [[SweepTable.Finding]], at place: SweepQueue.Place, of table: SweepTable
  ) -> String {
    let cell = SweepTable.exactName(table.keys, table.cells[place.cell].settings)
    let parts =
      (cell.isEmpty ? [] : [cell]) + (table.repeats > 1 ? ["repeat \(place.number)"] : [])
    let start = parts.isEmpty ? "" : parts.joined(separator: ", ") + ": "
    for (index, measure) in table.measures.enumerated() {
      let texts = findings.map { index < $0.count ? $0[index].text : "not computed" }
      if texts[0] != texts[1] { return "\(start)\(measure) was \(texts[0]) and is \(texts[1])" }
    }
    return "\(start)other bits"
  }
}

extension [SweepTable.Finding] {
  /// Whether both are the same, bit by bit.
  fileprivate func isSame(as other: [SweepTable.Finding]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.isSame(as: $1) }
  }
}

extension SweepTable.Finding {
  fileprivate func isSame(as other: SweepTable.Finding) -> Bool {
    if case (.number(let one), .number(let two)) = (self, other) {
      return one.bitPattern == two.bitPattern || one.isNaN && two.isNaN
    }
    return self == other
  }

  fileprivate var text: String {
    switch self {
    case .number(let number): Datum.number(number).exactText
    case .diverged: SweepTable.Reason.diverged.rawValue
    case .undecided: SweepTable.Reason.undecided.rawValue
    case .absent(let absence): absence.rawValue
    }
  }
}
