// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Everything that statements change: a value, so that a snapshot and a fork are copies.
public struct Session: Sendable {
  static let firstExperiment = "main"

  /// Names in the order in which the experiments began.
  private(set) var experimentNames = [Session.firstExperiment]
  private(set) var experiments = [Session.firstExperiment: Experiment()]
  /// The name of the experiment that statements act on.
  private(set) var current = Session.firstExperiment
  var variables: [String: Value] = [:]
  /// In the order in which they were made.
  var tables: [SweepTable] = []

  public init() {}

  /// The experiment that statements act on.
  var experiment: Experiment {
    get { experiments[current] ?? Experiment() }
    set { experiments[current] = newValue }
  }

  /// To the experiment of that name; a new name begins an empty one.
  mutating func use(_ name: String) {
    if experiments[name] == nil { put(Experiment(), as: name) }
    current = name
  }

  mutating func put(_ experiment: Experiment, as name: String) {
    if experiments[name] == nil { experimentNames.append(name) }
    experiments[name] = experiment
  }

  mutating func drop(experiment name: String) {
    experiments[name] = nil
    experimentNames.removeAll { $0 == name }
  }

  mutating func drop(table name: String) { tables.removeAll { $0.name == name } }

  func table(_ name: String) -> SweepTable? { tables.first { $0.name == name } }

  /// In the place of the one that bears its name.
  mutating func put(_ table: SweepTable) {
    if let index = tables.firstIndex(where: { $0.name == table.name }) {
      tables[index] = table
    } else {
      tables.append(table)
    }
  }
}
