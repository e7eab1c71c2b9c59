// SPDX-License-Identifier: Apache-2.0

/// An error as the protocol tells it: published on iopub as it stands, in a reply with `status`.
public struct Failure: Publication, Equatable {
  public static let messageType = "error"
  public var name: String
  public var message: String
  public var traceback: [String]

  public init(name: String, message: String, traceback: [String] = []) {
    (self.name, self.message, self.traceback) = (name, message, traceback)
  }

  private enum CodingKeys: String, CodingKey {
    case name = "ename"
    case message = "evalue"
    case traceback
  }
}

/// The reply to any request that failed, `execute_request` apart.
public struct FailureReply: Sendable, Encodable {
  public var failure: Failure

  public init(_ failure: Failure) { self.failure = failure }

  private enum CodingKeys: CodingKey {
    case status
  }

  public func encode(to encoder: any Encoder) throws {
    try failure.encode(to: encoder)
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    try keyed.encode("error", forKey: .status)
  }
}
