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
  /// Another one after every change; two workspaces that agree in it are the same.
  private(set) var revision = Stamp.next()
  /// As `revision`, of experiments alone and of variables alone: copies that agree in it share their dictionaries.
  private(set) var experimentsRevision = 0
  private(set) var variablesRevision = 0
  /// Of experiments and variables, which may bear the same names.
  private(set) var experimentStamps: [String: Int] = [:]
  private(set) var variableStamps: [String: Int] = [:]
  /// The statements that led here.
  var journal = Journal()

  init() { experimentStamps[current] = revision }

  /// - Parameters:
  ///   - experiments: in the order in which they began; at least one.
  ///   - current: one of their names.
  init(
    experiments: [(name: String, experiment: Experiment)], current: String,
    variables: [String: Value]
  ) {
    experimentNames = []
    self.experiments = [:]
    for (name, experiment) in experiments { put(experiment, as: name) }
    for (name, value) in variables { set(value, as: name) }
    self.current = current
  }

  /// The experiment that statements act on.
  var experiment: Experiment { experiments[current] ?? Experiment() }

  /// To the experiment of that name; a new name begins an empty one.
  mutating func use(_ name: String) {
    if name == current { return }
    if experiments[name] == nil { put(Experiment(), as: name) }
    current = name
    revision = Stamp.next()
  }

  mutating func put(_ experiment: Experiment, as name: String) {
    if experiments[name] == nil { experimentNames.append(name) }
    experiments[name] = experiment
    revision = Stamp.next()
    experimentsRevision = revision
    experimentStamps[name] = revision
  }

  mutating func drop(experiment name: String) {
    experiments[name] = nil
    experimentNames.removeAll { $0 == name }
    revision = Stamp.next()
    experimentsRevision = revision
    experimentStamps[name] = nil
  }

  mutating func drop(variable name: String) {
    variables[name] = nil
    revision = Stamp.next()
    variablesRevision = revision
    variableStamps[name] = nil
  }

  mutating func set(_ value: Value, as name: String) {
    variables[name] = value
    revision = Stamp.next()
    variablesRevision = revision
    variableStamps[name] = revision
  }
}
