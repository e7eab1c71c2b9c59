// SPDX-License-Identifier: Apache-2.0

/// What may stand between a command and its first key.
enum ArgumentShape: Sendable {
  /// What a NAME can name, for completion.
  enum Subject: Sendable {
    case experiment
    case table
    /// What can be deleted.
    case droppable
    case topic
    case exportable
  }

  case none
  /// A NAME.
  case name(Subject)
  /// A NAME and then a file.
  case nameAndFile(Subject)
  /// One expression; a word written bare is a word of the key named.
  case expression(key: String?)
  /// One expression; a NAME that stands alone may be the subject's.
  case nameOrExpression(Subject)
  /// One expression, the path of a file.
  case file
  /// Expressions with commas between.
  case expressions
  /// Any of these: of a name that is no command.
  case any

  var expectation: String {
    switch self {
    case .none: "a pair key=value or the end of the statement"
    case .name: "one name, then pairs key=value"
    case .nameAndFile: "a name and a file, then pairs key=value"
    case .expression, .nameOrExpression: "one value, then pairs key=value"
    case .file: "a file, then pairs key=value"
    case .expressions: "values with commas between, then pairs key=value"
    case .any: "the end of the statement"
    }
  }
}
