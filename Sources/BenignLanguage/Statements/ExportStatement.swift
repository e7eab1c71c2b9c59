// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let export = Command(
    name: "export", usage: "export experiment FILE",
    summary: "Writes the experiment with all its numbers to a file as JSON.",
    example: "export experiment \"first.json\"", arguments: .nameAndFile(.exportable), keys: [],
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    guard let what = invocation.name, let argument = invocation.expressions.first else {
      throw Diagnostic(
        .invalidArgument, "export needs to know what, and a file.", at: invocation.range,
        expected: "export experiment FILE", suggestion: "export experiment \"first.json\"")
    }
    guard what.text == Registry.experimentWord else {
      throw Diagnostic(
        .unknownName, "\(what.text) cannot be exported.", at: what.range, expected: "experiment",
        suggestion: Spelling.nearest(to: what.text, among: Registry.exportableWords))
    }
    let path = try invocation.path(argument, session)
    let exported = try invocation.locating { () throws(CoreError) in
      try ExportedExperiment(session.experiment)
    }
    do {
      try TextFile.write(try exported.encoded(), to: path)
    } catch {
      throw invocation.diagnostic(error).located(at: argument.range)
    }
    invocation.say("experiment \(session.current) at t = \(NumberText(exported.t)): \(path)")
  }
}

extension Invocation {
  /// A file's path, which is a string.
  func path(_ expression: Expression, _ session: Session) throws(Diagnostic) -> String {
    let value = try Evaluator(environment: environment).value(of: expression, in: Scope(session))
    guard case .text(let path) = value, !path.isEmpty else {
      throw Diagnostic(
        .invalidArgument, "A file is named by a string, and this is \(value.kindName).",
        at: expression.range, expected: "\"name.json\"")
    }
    return path
  }
}
