// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no message, or a value no JSON.
public enum ProtocolError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No frame reads `<IDS|MSG>`.
  case noDelimiter
  /// Fewer than a signature and four parts after the delimiter.
  case tooFewFrames(Int)
  /// More frames than a message may have.
  case tooManyFrames
  /// So many bytes of identities and header, which every answer would bear again.
  case largeHeader(Int)
  case wrongSignature
  /// A signature that was already seen, or a date that is no later than those of messages that are forgotten.
  case replayed
  /// JSON that cannot be read, or lacks what it needs.
  case malformed(String)
  case unencodable(String)
  /// A connection file asks for a signature scheme other than hmac-sha256, or a transport other than tcp and ipc.
  case unsupported(String)

  public var description: String {
    switch self {
    case .noDelimiter: "no <IDS|MSG> frame"
    case .tooFewFrames(let count): "\(count) frames after <IDS|MSG>, at least 5 are needed"
    case .tooManyFrames: "too many frames"
    case .largeHeader(let bytes): "\(bytes) bytes of identities and header"
    case .wrongSignature: "wrong signature"
    case .replayed: "a message seen before, or dated before others of its session"
    case .malformed(let reason): "malformed JSON: \(reason)"
    case .unencodable(let reason): "not JSON: \(reason)"
    case .unsupported(let what): "unsupported \(what)"
    }
  }
}
