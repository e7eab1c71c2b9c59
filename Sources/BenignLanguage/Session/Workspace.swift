// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Experiments and variables: what `undo` brings back, a value whose copies share what they have in common.
struct Workspace: Sendable {
  static let firstExperiment = "main"

  /// Names in the order in which the experiments began.
  private(set) var experimentNames = [Workspace.firstExperiment]
  private(set) var experiments = [Workspace.firstExperiment: Experiment()]
  /// The name of the experiment that statements act on.
  private(set) var current = Workspace.firstExperiment
  private(set) var variables: [String: Value] = [:]
  /// Raised by every change; two workspaces of one session that agree in it are the same.
  private(set) var revision = 0

  init() {}

  /// An empty one that takes another's place.
  init(after other: Workspace) { revision = other.revision + 1 }

  /// The experiment that statements act on.
  var experiment: Experiment { experiments[current] ?? Experiment() }

  /// To the experiment of that name; a new name begins an empty one.
  mutating func use(_ name: String) {
    if name == current { return }
    if experiments[name] == nil { put(Experiment(), as: name) }
    current = name
    revision += 1
  }

  mutating func put(_ experiment: Experiment, as name: String) {
    if experiments[name] == nil { experimentNames.append(name) }
    experiments[name] = experiment
    revision += 1
  }

  mutating func drop(experiment name: String) {
    experiments[name] = nil
    experimentNames.removeAll { $0 == name }
    revision += 1
  }

  mutating func set(_ value: Value, as name: String) {
    variables[name] = value
    revision += 1
  }
}
