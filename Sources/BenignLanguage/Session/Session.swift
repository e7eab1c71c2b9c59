// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Everything that statements change: a value, so that a snapshot and a fork are copies.
public struct Session: Sendable {
  private(set) var workspace = Workspace()
  /// In the order in which they were made.
  var tables: [SweepTable] = []
  /// Of each table that statements have made.
  private(set) var tableStamps: [String: Int] = [:]
  /// What `undo` goes back to.
  var past = Past()
  /// How all of it came about.
  var journal: Journal {
    get { workspace.journal }
    // In its place: a copy of its steps for every statement would cost more than the statement.
    _modify { yield &workspace.journal }
  }

  public init() {}

  init(_ workspace: Workspace, tables: [SweepTable]) {
    self.workspace = workspace
    for table in tables { put(table) }
  }

  /// Names in the order in which the experiments began.
  var experimentNames: [String] { workspace.experimentNames }
  var experiments: [String: Experiment] { workspace.experiments }
  /// The name of the experiment that statements act on.
  var current: String { workspace.current }
  var variables: [String: Value] { workspace.variables }

  /// Whether letting go of it, or of what it can be undone to, may take some milliseconds.
  public var isLarge: Bool { workspace.isLarge || past.isLarge }

  /// Whether nothing has been defined in it.
  var isEmpty: Bool {
    let isDefined = experiment.summary != nil || experimentNames.count > 1
    return !isDefined && variables.isEmpty && tables.isEmpty
  }

  /// The experiment that statements act on.
  var experiment: Experiment {
    get { workspace.experiment }
    set { workspace.put(newValue, as: current) }
  }

  /// To the experiment of that name; a new name begins an empty one.
  mutating func use(_ name: String) { workspace.use(name) }

  mutating func put(_ experiment: Experiment, as name: String) {
    workspace.put(experiment, as: name)
  }

  mutating func set(_ value: Value, as name: String) { workspace.set(value, as: name) }

  mutating func drop(experiment name: String) { workspace.drop(experiment: name) }

  /// Forgets all, but for what `undo` may bring back.
  mutating func reset() {
    let journal = journal
    workspace = Workspace()
    workspace.journal = Journal().goingOn(with: journal)
    (tables, tableStamps) = ([], [:])
  }

  /// Takes over what another one holds; `undo` leads back.
  mutating func take(_ other: Session) {
    let journal = journal
    workspace = other.workspace
    workspace.journal = other.journal.goingOn(with: journal)
    (tables, tableStamps) = (other.tables, other.tableStamps)
  }

  mutating func drop(variable name: String) { workspace.drop(variable: name) }

  mutating func drop(table name: String) {
    tables.removeAll { $0.name == name }
    tableStamps[name] = nil
  }

  func table(_ name: String) -> SweepTable? { tables.first { $0.name == name } }

  /// In the place of the one that bears its name.
  mutating func put(_ table: SweepTable) {
    tableStamps[table.name] = Stamp.next()
    if let index = tables.firstIndex(where: { $0.name == table.name }) {
      tables[index] = table
    } else {
      tables.append(table)
    }
  }

  // MARK: Undoing

  /// Before a cell runs.
  mutating func open(_ source: SourceText, execution: Int?) {
    let cell = CellLabel(source, execution: execution)
    past.open(Checkpoint(before: cell, workspace, tables: tableStamps))
    journal.begin(source, execution: execution)
  }

  /// After it has run, however it ended.
  mutating func close() {
    journal.end()
    past.close(workspace)
  }

  /// Goes back to before the last cell that changed experiments or variables.
  ///
  /// - Returns: the cell whose changes are gone; `nil` when there is none.
  mutating func undo() -> CellLabel? {
    guard let checkpoint = past.takeLast(of: workspace, tables: tableStamps) else { return nil }
    let journal = journal
    workspace = checkpoint.workspace
    workspace.journal = workspace.journal.goingOn(with: journal)
    // Tables stay, though the statements that made them are not among those that led here.
    for table in tables where checkpoint.tables[table.name] != tableStamps[table.name] {
      self.journal.append(.table(table.name, table))
    }
    for name in checkpoint.tables.keys.sorted() where tableStamps[name] == nil {
      self.journal.append(.table(name, nil))
    }
    return checkpoint.cell
  }
}
