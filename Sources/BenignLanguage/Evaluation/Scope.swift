// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What names mean at a place, in the order of the language: a key earlier in the statement, a
/// variable, a setting of the current experiment, a quantity, a stored table. Columns come before all, and
/// where a statement trains an experiment, the experiment's settings come before variables.
struct Scope {
  let session: Session
  /// Keys given earlier in the statement, by their names.
  var keys: [String: Value] = [:]
  /// Columns of the rows on which the expression will be evaluated.
  var columns: [String] = []
  /// The experiment whose rows they are: `NAME.quantity` of it is a column too.
  var rowsOwner: String?

  /// Whether settings come before variables.
  var prefersSettings = false
  /// The key whose value is asked for: `lr=10*lr` reads a variable lr, where there is one.
  var ownKey: String?
  /// The keys of a sweep: its cells have these settings, whatever the experiment has.
  var cellKeys: Set<String> = []
  /// The free variables of a sweep: each of its cells has values of its own.
  var cellVariables: Set<String> = []

  init(_ session: Session) { self.session = session }

  /// Whether a name means a setting, and no variable.
  func isSetting(_ name: String) -> Bool {
    guard let setting = Setting.named(name) else { return false }
    if session.variables[name] == nil { return true }
    guard prefersSettings, name != ownKey else { return false }
    if cellKeys.contains(name) { return true }
    // What is not set hides nothing.
    return ((try? setting.value(in: session.experiment)) ?? .none) != .none
  }

  /// - Throws: UnknownName with the nearest name, NotReady for a setting of what is not defined.
  func meaning(of name: String, at range: Range<Int>) throws(Diagnostic) -> Plan.Node {
    if let column = columns.firstIndex(of: name) { return .column(column) }
    if let value = keys[name] { return .constant(value) }
    if let value = session.variables[name], !isSetting(name) { return .constant(value) }
    if let constant = Registry.constants[name] { return .constant(.number(constant.value)) }
    if let setting = Setting.named(name) {
      return .constant(try value(of: setting, in: session.experiment, at: range))
    }
    if let quantity = Quantity.named(name) { return .quantity(quantity) }
    throw unknown(name, at: range)
  }

  /// `owner.name`
  func meaning(of name: String, in owner: String, at range: Range<Int>) throws(Diagnostic)
    -> Plan.Node
  {
    if owner == rowsOwner, let column = columns.firstIndex(of: name) { return .column(column) }
    let whole = "\(owner).\(name)"
    if let column = columns.firstIndex(of: whole) { return .column(column) }
    if let value = keys[whole] { return .constant(value) }
    if let setting = Setting.named(whole) {
      return .constant(try value(of: setting, in: session.experiment, at: range))
    }
    if owner == Registry.trajectoryWord { return .constant(try recorded(name, at: range)) }
    if let table = session.table(owner) {
      return .constant(try table.values(of: name, at: range))
    }
    guard let experiment = session.experiments[owner] else {
      throw unknownOwner(owner, of: name, at: range)
    }
    if let setting = Setting.named(name) {
      return .constant(try value(of: setting, in: experiment, at: range))
    }
    guard let quantity = Quantity.named(name) else {
      throw Diagnostic(
        .unknownName, "\(name) is no quantity.", at: range, expected: "a quantity",
        suggestion: name == "seed"
          ? "use \(owner), and then mixture.seed or network.seed"
          : Spelling.nearest(to: name, among: Registry.quantityNames).map { "\(owner).\($0)" })
    }
    return owner == rowsOwner ? .quantity(quantity) : .foreign(quantity, of: experiment)
  }

  private func unknownOwner(_ owner: String, of name: String, at range: Range<Int>) -> Diagnostic {
    let owners =
      session.experiments.keys + session.tables.map(\.name) + [Registry.trajectoryWord]
    return Diagnostic(
      .unknownName, "No experiment and no table is named \(owner).", at: range,
      expected: "EXPERIMENT.quantity, TABLE.column, or trajectory.quantity",
      suggestion: PastedText.form(ofMember: name, in: owner)
        ?? Spelling.nearest(to: owner, among: owners).map { "\($0).\(name)" })
  }

  private func value(of setting: Setting, in experiment: Experiment, at range: Range<Int>)
    throws(Diagnostic) -> Value
  {
    do {
      return try setting.value(in: experiment)
    } catch {
      throw error.located(at: range)
    }
  }

  private func recorded(_ name: String, at range: Range<Int>) throws(Diagnostic) -> Value {
    if let column = session.experiment.trajectory[name] { return try .numbers(column) }
    guard session.experiment.trajectory.count > 0 else {
      throw Diagnostic(
        .notReady, "Nothing is recorded yet: run something first.", at: range,
        expected: "run steps=1000")
    }
    throw Diagnostic(
      Quantity.named(name) == nil ? .unknownName : .invalidArgument,
      "\(name) is not recorded in this run.", at: range,
      expected: "one of \(session.experiment.trajectory.names.joined(separator: ", "))",
      suggestion: Quantity.named(name) == nil
        ? Spelling.nearest(to: name, among: session.experiment.trajectory.names)
        : "run … record=[\(name)]")
  }

  private func unknown(_ name: String, at range: Range<Int>) -> Diagnostic {
    if let function = Registry.function(name) {
      return Diagnostic(
        .unknownName, "\(name) is a function.", at: range, expected: function.signature)
    }
    if session.experiments[name] != nil {
      return Diagnostic(
        .unknownName, "\(name) is an experiment.", at: range, expected: "\(name).quantity",
        suggestion: "use \(name)")
    }
    if let table = session.table(name) {
      let column = table.measures.first ?? "column"
      return Diagnostic(
        .unknownName, "\(name) is a table, and only its columns have values.", at: range,
        expected: SweepTable.isReachable(column) ? "\(name).\(column)" : "\(name).column",
        suggestion: "show \(name)")
    }
    if let command = Registry.command(name) {
      return Diagnostic(
        .unknownName, "\(name) is a command, and commands begin a statement.", at: range,
        expected: "a value", suggestion: command.usage)
    }
    return Diagnostic(
      .unknownName, "Nothing is named \(name).", at: range,
      suggestion: PastedText.form(ofName: name) ?? Spelling.nearest(to: name, among: names))
  }

  /// Every name that would have a meaning.
  private var names: [String] {
    columns + Array(keys.keys) + Array(session.variables.keys)
      + Setting.all.map(\.name) + Registry.quantityNames + Registry.constants.map(\.key)
      + Registry.commands.map(\.name) + session.tables.map(\.name)
  }
}
