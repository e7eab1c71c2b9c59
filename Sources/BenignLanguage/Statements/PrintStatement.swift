// SPDX-License-Identifier: Apache-2.0

extension Command {
  static let print = Command(
    name: "print", usage: "print value, …",
    summary: "Writes values separated by a blank, one line a statement; strings bare.",
    example: "print \"misalignment\", misalignment", arguments: .expressions, keys: [],
    effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    let words = try invocation.values(in: session).map { ValueText($0).bare }
    invocation.environment.emit(.output(words.joined(separator: " ") + "\n"))
  }
}
