// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What names mean at a place, in the order of the language: a key earlier in the statement, a
/// variable, a setting of the current experiment, a quantity, a stored table. Columns come before all.
struct Scope {
  let session: Session
  /// Keys given earlier in the statement, by their names.
  var keys: [String: Value] = [:]
  /// Columns of the rows on which the expression will be evaluated.
  var columns: [String] = []

  init(_ session: Session) { self.session = session }

  /// - Throws: UnknownName with the nearest name, NotReady for a setting of what is not defined.
  func meaning(of name: String, at range: Range<Int>) throws(Diagnostic) -> Plan.Node {
    if let column = columns.firstIndex(of: name) { return .column(column) }
    if let value = keys[name] { return .constant(value) }
    if let value = session.variables[name] { return .constant(value) }
    if let constant = Registry.constants[name] { return .constant(.number(constant.value)) }
    if let quantity = Quantity(rawValue: name) { return .quantity(quantity) }
    throw unknown(name, at: range)
  }

  /// `owner.name`
  func meaning(of name: String, in owner: String, at range: Range<Int>) throws(Diagnostic)
    -> Plan.Node
  {
    if let value = keys["\(owner).\(name)"] { return .constant(value) }
    throw Diagnostic(.unknownName, "No experiment is named \(owner).", at: range)
  }

  private func unknown(_ name: String, at range: Range<Int>) -> Diagnostic {
    if let function = Registry.function(name) {
      return Diagnostic(
        .unknownName, "\(name) is a function.", at: range, expected: function.signature)
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
      + Registry.quantityNames + Registry.constants.map(\.key)
      + Registry.commands.map(\.name)
  }
}
