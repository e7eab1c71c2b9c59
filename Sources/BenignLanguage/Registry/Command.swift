// SPDX-License-Identifier: Apache-2.0

/// A command of the language: how it is written, what it does, and how.
///
/// A class because every statement refers to the one entry: copying it would cost more than a `print`.
final class Command: Sendable {
  enum Effect: Sendable {
    /// Only asks: also allowed on a subshell.
    case reads
    case changes
  }

  typealias Body = @Sendable (Invocation, inout Session) throws(Diagnostic) -> Void

  let name: String
  /// The form as documentation prints it, "step [k] …"; a sentence or two; and a cell that runs.
  let usage, summary, example: String
  let arguments: ArgumentShape
  let keys: [Key]
  let effect: Effect
  /// Changes the session last: what throws before leaves it as it was, and what is changed
  /// before it throws is kept (the steps of an interrupted run).
  let perform: Body

  init(
    name: String, usage: String, summary: String, example: String, arguments: ArgumentShape,
    keys: [Key], effect: Effect, perform: @escaping Body
  ) {
    (self.name, self.usage, self.summary, self.example) = (name, usage, summary, example)
    (self.arguments, self.keys, self.effect, self.perform) = (arguments, keys, effect, perform)
  }

  func key(_ name: String) -> Key? { keys.first { $0.name == name } }

  /// Whether settings come before variables of the same names in its keys: it trains an experiment, which has them.
  var prefersSettings: Bool { key(Key.loss.name) != nil }

  /// Whether a list of values of some key makes cells, so that the command fills a table.
  var sweeps: Bool { keys.contains(where: \.sweeps) }

  /// Name, type, default and meaning of each key, as documentation lists them; keys borrowed from other commands share a row.
  var keyRows: [[String]] {
    let own = keys.filter { !$0.isBorrowed }
    let rows = own.map { [$0.name, $0.typeText, $0.standard, $0.meaning] }
    return own.count == keys.count ? rows : rows + [Self.borrowedRow, Key.freeRow]
  }

  /// The row of the keys that `sweep` and `boundary` take from other commands.
  static let borrowedRow = [
    "any key of mixture, network, run, flow", "a value of it, or a list of values",
    "the experiment's", "a list sweeps, a value fixes; the last list written goes fastest",
  ]
}
