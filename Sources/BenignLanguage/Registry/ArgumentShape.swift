// SPDX-License-Identifier: Apache-2.0

/// What may stand between a command and its first key.
enum ArgumentShape: Sendable {
  case none
  /// A NAME.
  case name
  /// A NAME and then an expression.
  case nameAndExpression
  /// One expression.
  case expression
  /// Expressions with commas between.
  case expressions
  /// Any of these: of a name that is no command.
  case any

  var expectation: String {
    switch self {
    case .none: "a pair key=value or the end of the statement"
    case .name: "one name, then pairs key=value"
    case .nameAndExpression: "a name and a value, then pairs key=value"
    case .expression: "one value, then pairs key=value"
    case .expressions: "values with commas between, then pairs key=value"
    case .any: "the end of the statement"
    }
  }
}
