// SPDX-License-Identifier: Apache-2.0

/// Writes the headers of one session's messages.
///
/// Every reply and publication needs one, and only three members differ between them. What is the same is
/// encoded once; the three are put in as they are, because none needs escaping.
public struct HeaderWriter: Sendable {
  private let beginning: [UInt8]

  /// - Throws: never, as strings can always be encoded.
  public init(session: String, username: String) throws(ProtocolError) {
    let constant = [
      "session": session, "username": username, "version": MessageHeader.protocolVersion,
    ]
    // Without its closing brace.
    beginning = try JSONText(encoding: constant).bytes.dropLast()
  }

  /// - Parameters:
  ///   - id: `msg_id`, of ASCII letters, digits, `-` and `_`.
  ///   - type: `msg_type`, of the same.
  public func header(id: String, type: String, date: Timestamp) -> JSONText {
    var bytes = beginning
    bytes.append(contentsOf: #","msg_id":""#.utf8)
    bytes.append(contentsOf: id.utf8)
    bytes.append(contentsOf: #"","msg_type":""#.utf8)
    bytes.append(contentsOf: type.utf8)
    bytes.append(contentsOf: #"","date":""#.utf8)
    bytes.append(contentsOf: date.description.utf8)
    bytes.append(contentsOf: #""}"#.utf8)
    return JSONText(bytes: bytes)
  }
}
