// SPDX-License-Identifier: Apache-2.0

/// Messages ⇄ the frames of a multipart message.
///
///     identities…  <IDS|MSG>  signature  header  parent_header  metadata  content  buffers…
public struct MessageFraming: Sendable {
  public static let delimiter = Array("<IDS|MSG>".utf8)

  private let signer: MessageSigner
  private let largestHeader: Int

  /// - Parameter largestHeader: bytes that identities and header may have of a message that comes.
  public init(signer: MessageSigner, largestHeader: Int = .max) {
    self.signer = signer
    self.largestHeader = largestHeader
  }

  public func frames(of message: Message) -> [[UInt8]] {
    let documents = [message.headerText, message.parentHeader, message.metadata, message.content]
    return frames(of: documents, to: message.identities) + message.buffers
  }

  /// - Parameter documents: header, parent header, metadata, content.
  public func frames(of documents: [JSONText], to identities: [[UInt8]]) -> [[UInt8]] {
    precondition(documents.count == 4, "\(documents.count) documents")
    var frames = identities
    frames.reserveCapacity(identities.count + 6)
    frames.append(MessageFraming.delimiter)
    frames.append(signer.signature(of: documents))
    for document in documents { frames.append(document.bytes) }
    return frames
  }

  /// Reads a message: counts the frames, verifies, and only then parses, the header alone.
  ///
  /// - Parameter replays: the signatures seen so far; the message's own joins them.
  public func message(
    from frames: [[UInt8]], unless replays: inout ReplayGuard,
    at now: ContinuousClock.Instant = .now
  ) throws(ProtocolError) -> Message {
    guard let delimiter = frames.firstIndex(of: MessageFraming.delimiter) else {
      throw .noDelimiter
    }
    let body = frames[(delimiter + 1)...]
    guard body.count >= 5 else { throw .tooFewFrames(body.count) }
    let bytes = frames[...delimiter].reduce(body[delimiter + 2].count) { $0 + $1.count }
    guard bytes <= largestHeader else { throw .largeHeader(bytes) }
    let signature = body[body.startIndex]
    let parts = body.dropFirst().prefix(4).map(JSONText.init(bytes:))
    guard signer.isValid(signature, of: parts) else { throw .wrongSignature }
    let header = try parts[0].decode(as: MessageHeader.self)
    guard !signer.signs || replays.admits(signature, header, at: now) else { throw .replayed }
    return Message(
      identities: Array(frames[..<delimiter]), header: header, headerText: parts[0],
      parentHeader: parts[1], metadata: parts[2], content: parts[3],
      buffers: Array(body.dropFirst(5)))
  }
}
