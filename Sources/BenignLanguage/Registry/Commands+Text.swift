// SPDX-License-Identifier: Apache-2.0

extension Registry {
  /// Commands that need no experiment.
  static let textCommands: [Command] = [
    Command(
      name: "print", usage: "print value, …",
      summary: "Writes values separated by a blank, one line a statement; strings bare.",
      example: "print \"misalignment\", misalignment",
      arguments: .expressions, keys: [], effect: .reads
    ) { (invocation, session) throws(Diagnostic) in
      let words = try invocation.values(in: session).map { ValueText($0).bare }
      invocation.environment.emit(.output(words.joined(separator: " ") + "\n"))
    },
    Command(
      name: "clear", usage: "clear", summary: "Clears the output of the cell.", example: "clear",
      arguments: .none, keys: [], effect: .changes
    ) { (invocation, _) throws(Diagnostic) in
      invocation.environment.emit(.clear)
    },
    Command(
      name: "help", usage: "help [TOPIC]",
      summary: "Shows documentation of a command, key, quantity or function in the pager.",
      example: "help run", arguments: .name, keys: [], effect: .reads
    ) { (invocation, _) throws(Diagnostic) in
      invocation.environment.emit(.page(try Documentation.page(invocation.name)))
    },
  ]
}
