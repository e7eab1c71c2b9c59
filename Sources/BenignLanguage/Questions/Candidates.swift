// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// All that may stand at a place, whatever has been typed of it: what is most probably meant comes first.
struct Candidates {
  let session: Session
  let place: CursorPlace

  var all: [Completion] {
    switch place.context {
    case .none: []
    case .statement: commands + names
    case .arguments(let command):
      keys(of: command, \.isRequired) + arguments(of: command)
        + keys(of: command) { !$0.isRequired }
    case .keys(let command):
      keys(of: command, \.isRequired) + keys(of: command) { !$0.isRequired }
    case .value(_, let key): values(of: key.kind)
    case .member(let owner): members(of: owner)
    case .path: Self.paths(in: place.folder)
    case .expression: names
    }
  }

  private var commands: [Completion] {
    Registry.commands.sorted { $0.name < $1.name }
      .map { Completion($0.name, .command, signature: $0.usage) }
  }

  /// Everything that has a value.
  private var names: [Completion] {
    variables + tables
      + Quantity.all.map { Completion($0.name, .quantity, signature: $0.definition) }
      + Registry.functions.map { Completion($0.name, .function, signature: $0.signature) }
      + Registry.constants.keys.sorted().map { Completion($0, .constant) }
      + Setting.all.filter { !$0.name.contains(".") }
      .map { Completion($0.name, .setting, signature: $0.meaning) }
      + experiments + [Completion(Registry.trajectoryWord, .experiment)]
  }

  private var variables: [Completion] {
    session.variables.keys.sorted().map { Completion($0, .variable) }
  }

  private var experiments: [Completion] {
    session.experimentNames.map { Completion($0, .experiment) }
  }

  private var tables: [Completion] {
    session.tables.map { Completion($0.name, .table) }
  }

  private func arguments(of command: Command) -> [Completion] {
    switch command.arguments {
    case .none: []
    case .name(let subject), .nameAndFile(let subject), .nameOrExpression(let subject):
      subjects(subject)
    case .expression(let key):
      key.flatMap(command.key).map { values(of: $0.kind) } ?? names
    // A string, of which only a variable can be completed.
    case .file: variables
    case .expressions, .any: names
    }
  }

  private func keys(of command: Command, _ isMeant: (Key) -> Bool) -> [Completion] {
    command.keys.filter { !place.keysGiven.contains($0.name) && isMeant($0) }
      .map { Completion($0.name + "=", .key, signature: "\($0.name): \($0.typeText)") }
  }

  private func subjects(_ subject: ArgumentShape.Subject) -> [Completion] {
    switch subject {
    case .experiment: experiments
    case .table: tables
    case .droppable: experiments + tables + variables
    case .topic: Set(Documentation.topics).sorted().map { Completion($0, .word) }
    case .exportable: Registry.exportableWords.map { Completion($0, .word) } + tables
    }
  }

  private func values(of kind: Key.Kind) -> [Completion] {
    switch kind {
    case .boolean: ["true", "false"].map { Completion($0, .word) }
    case .words(let words): words.map { Completion($0, .word) }
    case .name: experiments
    case .perCell(let kind, _): values(of: kind)
    case .whole, .real, .pair, .string, .orWord, .covariance, .meanDirection, .column,
      .columns, .cell, .scalar, .later, .laterList:
      kind.words.map { Completion($0, .word) } + names
    }
  }

  private func members(of owner: String) -> [Completion] {
    let settings = Setting.all.map(\.name)
    let own = settings.filter { $0.hasPrefix(owner + ".") }
      .map { Completion(String($0.dropFirst(owner.count + 1)), .setting) }
    if owner == Registry.trajectoryWord {
      let recorded = session.experiment.trajectory.names
      let names = recorded.isEmpty ? Trajectory.standard.map(\.name) : recorded
      return names.map { Completion($0, .quantity, signature: Quantity.named($0)?.definition) }
    }
    if let table = session.table(owner) {
      return table.columnNames.filter(SweepTable.isReachable).map { Completion($0, .setting) }
    }
    guard session.experiments[owner] != nil else { return own }
    return own
      + Quantity.all.map { Completion($0.name, .quantity, signature: $0.definition) }
      + settings.filter { !$0.contains(".") }.map { Completion($0, .setting) }
  }
}
