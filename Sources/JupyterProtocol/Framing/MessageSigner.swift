// SPDX-License-Identifier: Apache-2.0

import Crypto

/// Signs the four documents of a message with HMAC-SHA256 (Messaging, "The wire protocol").
public struct MessageSigner: Sendable {
  private let key: SymmetricKey?

  /// - Parameter key: the key of the connection file; empty means that nothing is signed or checked.
  public init(key: String) {
    self.key = key.isEmpty ? nil : SymmetricKey(data: Array(key.utf8))
  }

  /// Whether messages are signed at all.
  public var signs: Bool { key != nil }

  /// - Returns: 64 lower-case hexadecimal digits; nothing when the key is empty.
  public func signature(of parts: [JSONText]) -> [UInt8] {
    guard let key else { return [] }
    var hash = HMAC<SHA256>(key: key)
    for part in parts { hash.update(data: part.bytes) }
    return hash.finalize().flatMap {
      [MessageSigner.digits[Int($0 >> 4)], MessageSigner.digits[Int($0 & 15)]]
    }
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
