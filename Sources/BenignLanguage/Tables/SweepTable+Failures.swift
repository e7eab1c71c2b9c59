// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension SweepTable {
  /// Why a repeat does not count, or not in every column; the raw value is the word for it.
  enum Reason: String, CaseIterable, Sendable {
    case diverged
    case noValue = "no value"
    case undecided
    case never = "never holds"
    case always = "always holds"
    case failed

    /// Those that are told in a sentence of their own, but for missing values and failures.
    static let told: [Reason] = [.diverged, .undecided, .never, .always]

    /// Whether it says of a condition that it does not change.
    var isOfSearch: Bool { self == .never || self == .always }
  }

  /// Runs that do not count for this reason, and cells in which none counts.
  func count(of reason: Reason) -> (runs: Int, cells: Int) {
    // By index, so that no cell is copied.
    cells.indices.reduce((runs: 0, cells: 0)) { counts, index in
      let outcomes = cells[index].outcomes
      let runs = outcomes.count { $0.reason == reason }
      return (counts.runs + runs, counts.cells + (runs == outcomes.count ? 1 : 0))
    }
  }
}

extension SweepTable {
  /// "3 of 40 runs diverged and do not count; in 1 of 8 cells all did: lr = 1."; `nil` where there are none.
  /// - Parameter places: where all did.
  func sentence(of reason: Reason, places: String = "") -> String? {
    let (runs, cells) = count(of: reason)
    guard runs > 0 else { return nil }
    let verb =
      switch reason {
      case .diverged: "diverged"
      case .noValue: runs == 1 ? "has no value somewhere" : "have no value somewhere"
      case .undecided: runs == 1 ? "is undecided" : "are undecided"
      case .never: "never met the condition"
      case .always: "always met the condition"
      case .failed: "failed"
      }
    let count =
      "\(share(ofRuns: runs)) \(verb)"
      + (runs == 1 ? " and does not count" : " and do not count")
    guard cells > 0 else { return count + "." }
    let whole =
      "; in \(cells) of \(self.cells.count) cells all \(reason == .undecided ? "are" : "did")"
    return count + (repeats == 1 ? "" : whole) + places + "."
  }

  /// "3 of 40 runs"
  func share(ofRuns runs: Int) -> String {
    let all = cells.count * repeats
    return "\(runs) of \(all) \(all == 1 ? "run" : "runs")"
  }

  /// Runs that are still to be computed.
  var missingRuns: Int { cells.reduce(0) { $0 + $1.outcomes.count { $0 == .missing } } }

  /// Where no run counts: ": lr = 1; lr = 10".
  /// - Parameter words: what a key is called.
  func places(of reason: Reason, naming words: (String) -> String = { $0 }) -> String {
    let keys = keys.map(words)
    let names = cells.lazy.filter { $0.failures[reason] == $0.outcomes.count }
      .map { Self.name(keys, $0.settings) }.filter { !$0.isEmpty }
    let first = names.prefix(4)
    guard !first.isEmpty else { return "" }
    return ": " + first.prefix(3).joined(separator: "; ") + (first.count > 3 ? "; …" : "")
  }

  /// Whether an older Benign made it, which let a run that diverged count with its last finite state.
  var countsLastStates: Bool {
    cells.contains { $0.version.isEmpty && !$0.training.isEmpty }
  }

  static let oldRules = "made by an older Benign: runs that diverged count with their last state"
}

extension SweepTable.Outcome {
  /// Why it does not count; `nil` where it does, and where nothing is known yet.
  var reason: SweepTable.Reason? {
    switch self {
    case .missing: nil
    case .measured(let values): values.allSatisfy(\.isFinite) ? nil : .noValue
    case .diverged: .diverged
    case .undecided: .undecided
    case .absent(.never): .never
    case .absent(.always): .always
    case .failed: .failed
    }
  }

  /// What a measure came to, where it came to a finite number.
  /// - Parameter expression: of the measure: that a run diverged is known of one that did.
  func value(of measure: Int, _ expression: String) -> Double? {
    switch self {
    case .missing, .failed, .absent: nil
    case .diverged: expression == Quantity.diverged.name ? 1 : nil
    case .measured(let values), .undecided(let values):
      values[measure].isFinite ? values[measure] : nil
    }
  }

  /// Why it does not count, in words.
  var failure: String? {
    if case .failed(let text) = self { return text }
    return reason?.rawValue
  }
}

extension SweepTable.Cell {
  /// How many repeats do not count, by reason; each of them once.
  var failures: [SweepTable.Reason: Int] {
    outcomes.reduce(into: [:]) { counts, outcome in
      if let reason = outcome.reason { counts[reason, default: 0] += 1 }
    }
  }

  /// Whether some repeat did not come to its end. A measure that has no value is none of that.
  var hasFailed: Bool { outcomes.contains { $0.hasFailed } }

  /// Why the first repeat that could not be computed could not.
  var failure: String? {
    for case .failed(let reason) in outcomes { return reason }
    return nil
  }

  /// Whether some repeat is still to be computed.
  var isMissing: Bool { outcomes.contains(.missing) }

  /// "2 diverged, 1 no value"; "diverged" where there is one repeat.
  var failureText: String {
    let failures = failures
    return SweepTable.Reason.allCases.compactMap { reason in
      failures[reason].map { outcomes.count == 1 ? reason.rawValue : "\($0) \(reason.rawValue)" }
    }.joined(separator: ", ")
  }
}

extension SweepTable {
  /// "n = 50, kind = student"; nothing where no key is swept.
  static func name(_ keys: [String], _ values: [Value]) -> String {
    zip(keys, values).map { "\($0) = \(Datum($1).shortText)" }.joined(separator: ", ")
  }

  /// The same with all digits.
  static func exactName(_ keys: [String], _ values: [Value]) -> String {
    zip(keys, values).map { "\($0) = \(Datum($1).exactText)" }.joined(separator: ", ")
  }

  /// What the repeats of a cell found for one measure, as far as it is finite and counts; none where some could not be computed.
  func samples(of measure: Int, in cell: Cell) -> [Double] {
    guard cell.failure == nil else { return [] }
    return cell.outcomes.compactMap { $0.value(of: measure, expressions[measure]) }
  }
}

extension SweepTable.Outcome {
  fileprivate var hasFailed: Bool {
    switch self {
    case .missing, .measured: false
    case .diverged, .undecided, .absent, .failed: true
    }
  }
}
