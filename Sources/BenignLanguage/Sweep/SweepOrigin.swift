// SPDX-License-Identifier: Apache-2.0

/// Where the numbers of a sweep are from: the store, or this very statement.
struct SweepOrigin: Sendable {
  /// Repeats of all cells.
  let runs: Int
  /// How many of them were known.
  let stored: Int
  /// Whether something outlasts the process; else what is known is the session's.
  let isKept: Bool
  /// Where all was computed anew: the same numbers as they were known before.
  let comparison: Comparison?

  /// Numbers that were computed anew beside those that were known.
  struct Comparison: Sendable {
    /// Runs that were known before.
    private(set) var known = 0
    /// Of these, runs with another digit.
    private(set) var different = 0
    /// The first of them, in words.
    private(set) var first: String?

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

  /// "12 of 60 runs from the store"; `nil` where none is.
  var words: String? {
    if let comparison {
      guard comparison.known > 0 else { return "computed anew; nothing was known before" }
      let verdict =
        comparison.different == 0
        ? "no digit differs" : "\(comparison.different) differ in some digit"
      return "computed anew; of \(comparison.known) runs that were known \(verdict)"
    }
    guard stored > 0 else { return nil }
    return
      "\(stored) of \(runs) \(runs == 1 ? "run" : "runs") from \(isKept ? "the store" : "this session")"
  }

  /// What is to be warned of: numbers that are not what they were.
  var difference: String? {
    guard let comparison, comparison.different > 0, let first = comparison.first else { return nil }
    return
      "\(comparison.different) of \(comparison.known) runs came to other digits than before; the first: \(first)."
  }

  /// What stands beside the result, which is the same wherever its numbers are from.
  var metadata: [Datum.Member] {
    var members: [Datum.Member] = [.init("runs", Datum(runs)), .init("stored", Datum(stored))]
    if let comparison {
      members += [
        .init("compared", Datum(comparison.known)), .init("different", Datum(comparison.different)),
      ]
    }
    return members
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
