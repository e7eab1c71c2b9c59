// SPDX-License-Identifier: Apache-2.0

/// The header of a message (Messaging, "Message header").
public struct MessageHeader: Sendable, Equatable, Codable {
  /// The version of the protocol that every message of this kernel bears.
  public static let protocolVersion = "5.5"

  public var id: String
  public var type: String
  public var session: String
  public var username: String
  /// ISO 8601. Kept as the text that came: some clients send nine digits, some none.
  public var date: String
  public var version: String
  /// The subshell that a request is meant for (JEP 91); `nil` is the main shell.
  public var subshellID: String?

  public init(
    id: String, type: String, session: String, username: String, date: String,
    version: String = MessageHeader.protocolVersion, subshellID: String? = nil
  ) {
    (self.id, self.type, self.session, self.username) = (id, type, session, username)
    (self.date, self.version, self.subshellID) = (date, version, subshellID)
  }

  private enum CodingKeys: String, CodingKey {
    case id = "msg_id"
    case type = "msg_type"
    case session, username, date, version
    case subshellID = "subshell_id"
  }

  /// Only `msg_id` and `msg_type` are needed to answer; what else is missing or no text reads as empty.
  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CodingKeys.self)
    id = try keyed.decode(String.self, forKey: .id)
    type = try keyed.decode(String.self, forKey: .type)
    let text = { (key: CodingKeys) in (try? keyed.decode(String.self, forKey: key)) ?? "" }
    (session, username, date, version) = (
      text(.session), text(.username), text(.date), text(.version)
    )
    subshellID = try keyed.decodeIfPresent(String.self, forKey: .subshellID)
  }
}
