// SPDX-License-Identifier: Apache-2.0

/// A command of the language: how it is written, what it does, and how.
struct Command: Sendable {
  enum Effect: Sendable {
    /// Only asks: also allowed on a subshell.
    case reads
    case changes
  }

  let name: String
  /// The form, as documentation prints it: "step [k] …".
  let usage: String
  /// A sentence or two.
  let summary: String
  let example: String
  let arguments: ArgumentShape
  let keys: [Key]
  let effect: Effect
  let perform: @Sendable (Invocation, inout Session) throws(Diagnostic) -> Void

  func key(_ name: String) -> Key? { keys.first { $0.name == name } }
}
