// SPDX-License-Identifier: Apache-2.0

extension Parser {
  /// A parser that knows the commands of the registry.
  init(_ source: SourceText) { self.init(source, .registered) }

  /// - Throws: the first SyntaxError of the cell.
  public static func statements(of source: SourceText) throws(Diagnostic) -> [Statement] {
    var parser = Parser(source)
    return try parser.cell()
  }
}

extension Vocabulary {
  fileprivate static let registered = Vocabulary(
    shape: { Registry.command($0)?.arguments },
    formOfCommand: { PastedText.form(ofCommand: $0, before: nil) },
    formOfMethod: { PastedText.form(ofMember: $1, in: $0) },
    formOfNumber: { command, number in
      // The first key that has to be given, in spirit or by rule, is the one that is meant.
      Registry.command(command)?.keys.first {
        $0.name == "steps" || $0.name == "time" || $0.standard == "required"
      }
      .map { "\(command) \($0.name)=\(number)" }
    },
    formOfMember: { owner, name, member in
      if Setting.named("\(name).\(member)") != nil || name == Registry.trajectoryWord {
        return "use \(owner), and then \(name).\(member)"
      }
      return Registry.command(name)?.key(member).map { _ in "\(owner).\(member)" }
    })
}

extension CommandCall {
  /// The entry of its name; `nil` where the name is no command's: the check of the cell tells.
  var command: Command? { Registry.command(name.text) }
}
