// SPDX-License-Identifier: Apache-2.0

extension Command {
  static let print = Command(
    name: "print", usage: "print value, …",
    summary: "Writes values separated by a blank, one line a statement; strings bare.",
    example: "print \"misalignment\", misalignment", arguments: .expressions, keys: [],
    effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    var line = ""
    for (index, value) in try invocation.values(in: session).enumerated() {
      if index > 0 { line += " " }
      line +=
        value.isLarge
        ? try invocation.environment.abandonably { _ in ValueText(value).bare }
        : ValueText(value).bare
    }
    invocation.environment.emit(.output(line + "\n"))
  }
}
