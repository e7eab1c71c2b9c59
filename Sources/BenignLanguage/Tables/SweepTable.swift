// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What a sweep found: a row a cell, in the order in which the cells are numbered, and in each row the outcome
/// of every repeat.
struct SweepTable: Sendable, Equatable {
  let name: String
  /// Keys that were swept, in the order written; the last one runs fastest.
  let keys: [String]
  /// What was measured, as it was written.
  let measures: [String]
  /// The same without the names of variables and other experiments, whose values stand in their places.
  let expressions: [String]
  /// Runs of each cell, with one seed after the other.
  let repeats: Int
  /// Settings that a search has changed: what a cell has of them is where the search began.
  let searched: [String]
  var cells: [Cell]

  /// How searches go on: the last words of what identifies a boundary. What was found by other rules is not taken over.
  static let searchRules = ", search 1"

  init(
    name: String, keys: [String], measures: [String], expressions: [String]? = nil, repeats: Int,
    searched: [String] = [], cells: [Cell]
  ) {
    precondition(cells.allSatisfy { $0.settings.count == keys.count }, "settings of other keys")
    precondition(cells.allSatisfy { $0.outcomes.count == repeats }, "outcomes of other repeats")
    self.name = name
    self.keys = keys
    self.measures = measures
    self.expressions = expressions ?? measures
    self.repeats = repeats
    self.searched = searched
    self.cells = cells
  }

  /// One combination of the swept keys.
  struct Cell: Sendable, Equatable {
    /// A value for each swept key.
    let settings: [Value]
    /// The data and the network of repeat 0; a cell of a data set has no mixture.
    let mixture: Mixture?
    let dataset: Dataset?
    let network: NetworkDefinition?
    /// All that determines it but the seeds, as a text.
    var definition = ""
    /// How it is trained: the keys of run or flow, in their order; none where nothing is trained.
    var training: [CellSetting] = []
    /// The Benign that computes it; empty where that is not known.
    var version = ""
    /// One for each repeat.
    var outcomes: [Outcome]
  }

  /// What became of one repeat of a cell.
  enum Outcome: Sendable, Equatable {
    /// Not computed yet.
    case missing
    /// A number for each measure; `nan` where it has no value.
    case measured([Double])
    /// Training diverged: nothing that it had reached counts.
    case diverged
    /// The same as `measured`, where a solver left undecided what some measure is, which is `nan`.
    case undecided([Double])
    /// A search has found no boundary.
    case absent(Absence)
    /// Why it could not be computed.
    case failed(String)
  }

  /// Why there is no boundary between the ends of a search.
  enum Absence: String, CaseIterable, Sendable {
    case never = "never holds"
    case always = "always holds"
  }
}

/// A key with the value that it had in a cell.
struct CellSetting: Sendable, Equatable {
  let name: String
  let value: Value

  init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
}
