// SPDX-License-Identifier: Apache-2.0

import Crypto

/// Signs the four documents of a message with HMAC-SHA256 (Messaging, "The wire protocol").
public struct MessageSigner: Sendable {
  /// The hash with the key already in it, copied for each message.
  private let keyed: HMAC<SHA256>?

  /// - Parameter key: the key of the connection file; empty means that nothing is signed or checked.
  public init(key: String) {
    keyed = key.isEmpty ? nil : HMAC(key: SymmetricKey(data: Array(key.utf8)))
  }

  /// Whether messages are signed at all.
  public var signs: Bool { keyed != nil }

  /// - Returns: 64 lower-case hexadecimal digits; nothing when the key is empty.
  public func signature(of parts: [JSONText]) -> [UInt8] {
    guard var hash = keyed else { return [] }
    for part in parts { hash.update(data: part.bytes) }
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in hash.finalize() {
      text.append(MessageSigner.digits[Int(byte >> 4)])
      text.append(MessageSigner.digits[Int(byte & 15)])
    }
    return text
  }

  /// Compares without telling by its duration where the first difference is.
  public func isValid(_ signature: [UInt8], of parts: [JSONText]) -> Bool {
    guard signs else { return true }
    let expected = self.signature(of: parts)
    guard expected.count == signature.count else { return false }
    return zip(expected, signature).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
