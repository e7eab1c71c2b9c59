// SPDX-License-Identifier: Apache-2.0

/// Content of `execute_reply`, which bears the execution count whatever happened.
public struct ExecuteReply: Sendable, Encodable {
  public enum Outcome: Sendable {
    /// With the values of the user's expressions, and what the front end shall do besides.
    case ok(userExpressions: [String: UserExpression], payload: [Payload])
    case failed(Failure)
  }

  public var outcome: Outcome
  public var executionCount: Int

  public init(_ outcome: Outcome, executionCount: Int) {
    self.outcome = outcome
    self.executionCount = executionCount
  }

  private enum CodingKeys: String, CodingKey {
    case status
    case executionCount = "execution_count"
    case userExpressions = "user_expressions"
    case payload
  }

  public func encode(to encoder: any Encoder) throws {
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    try keyed.encode(executionCount, forKey: .executionCount)
    switch outcome {
    case .ok(let userExpressions, let payload):
      try keyed.encode("ok", forKey: .status)
      try keyed.encode(userExpressions, forKey: .userExpressions)
      try keyed.encode(payload, forKey: .payload)
    case .failed(let failure):
      try FailureReply(failure).encode(to: encoder)
    }
  }
}

/// The value of one of the user's expressions, or why it has none.
public enum UserExpression: Sendable, Encodable {
  case value(MIMEBundle)
  case failed(Failure)

  private enum CodingKeys: CodingKey {
    case status
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .value(let bundle):
      try bundle.encode(to: encoder)
      var keyed = encoder.container(keyedBy: CodingKeys.self)
      try keyed.encode("ok", forKey: .status)
    case .failed(let failure):
      try FailureReply(failure).encode(to: encoder)
    }
  }
}

/// A page for the front end's pager: the one kind of payload that Benign sends.
public struct Payload: Sendable, Encodable {
  public var source = "page"
  public var data: [String: JSONValue]
  public var start = 0

  public init(page: MIMEBundle) { data = page.data }
}
