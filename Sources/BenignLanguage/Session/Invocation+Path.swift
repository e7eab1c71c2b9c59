// SPDX-License-Identifier: Apache-2.0

extension Invocation {
  /// The path of the file that is the command's argument.
  func file(_ session: Session) throws(Diagnostic) -> String {
    guard let argument = expressions.first else {
      throw Diagnostic(
        .invalidArgument, "\(call.name.text) needs a file.", at: range,
        expected: call.command?.usage, suggestion: call.command?.example)
    }
    return try path(argument, session)
  }

  /// A file's path, which is a string.
  func path(_ expression: Expression, _ session: Session) throws(Diagnostic) -> String {
    let value: Value
    do {
      value = try Evaluator(environment: environment).value(of: expression, in: Scope(session))
    } catch {
      guard error.kind == .unknownName, expression.isPlainName else { throw error }
      throw Diagnostic(
        .invalidArgument, "A file is named by a string.", at: expression.range,
        expected: "a string", suggestion: "\"\(SyntaxText(expression))\"")
    }
    guard case .text(let path) = value, !path.isEmpty else {
      let fault =
        value == .text("") ? "this one is empty" : "this is \(value.kindName)"
      throw Diagnostic(
        .invalidArgument, "A file is named by a string, and \(fault).",
        at: expression.range, expected: "\"name.json\"")
    }
    return path
  }
}

extension Expression {
  /// NAME or NAME.NAME, as people write files and columns that lack their quotes.
  var isPlainName: Bool {
    switch node {
    case .name, .member: true
    default: false
    }
  }
}
