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
    var known = 0
    /// Of these, runs with another digit.
    var different = 0
    /// The first of them, in words.
    var first: String?
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
