// SPDX-License-Identifier: Apache-2.0

/// How far a statement that was interrupted is to go when it is repeated.
struct Replay: Sendable {
  /// Where a run stops: t of descent, the time of flow.
  let clock: Double?
  /// Of each run of a sweep, whether it is to be made.
  let runs: [Bool]?

  init(_ step: Journal.Step) {
    clock = step.clock
    runs = step.runs
  }

  /// - Parameter repeats: of each cell.
  func makes(_ number: Int, ofCell cell: Int, repeats: Int) -> Bool {
    guard let runs else { return true }
    let place = cell * repeats + number
    return runs.indices.contains(place) && runs[place]
  }
}
