// SPDX-License-Identifier: Apache-2.0

/// One message: who it goes to or comes from, four JSON documents, and buffers.
public struct Message: Sendable, Equatable {
  /// The router's identities of the peer; of a publication, its topic.
  public var identities: [[UInt8]]
  public var header: MessageHeader
  /// The header as it stands on the wire. Answers carry it whole as their parent header.
  public var headerText: JSONText
  public var parentHeader: JSONText
  public var metadata: JSONText
  public var content: JSONText
  /// Binary data behind the content; not covered by the signature.
  public var buffers: [[UInt8]]

  public init(
    identities: [[UInt8]], header: MessageHeader, parentHeader: JSONText = .emptyObject,
    metadata: JSONText = .emptyObject, content: JSONText, buffers: [[UInt8]] = []
  ) throws(ProtocolError) {
    self.init(
      identities: identities, header: header, headerText: try JSONText(encoding: header),
      parentHeader: parentHeader, metadata: metadata, content: content, buffers: buffers)
  }

  /// What all its parts take.
  public var bytes: Int {
    let documents = [headerText, parentHeader, metadata, content]
    let frames = identities + buffers
    return documents.reduce(0) { $0 + $1.bytes.count } + frames.reduce(0) { $0 + $1.count }
  }

  /// The same with an empty object as content, and without buffers.
  public var withoutContent: Message {
    var message = self
    message.content = .emptyObject
    message.buffers = []
    return message
  }

  init(
    identities: [[UInt8]], header: MessageHeader, headerText: JSONText, parentHeader: JSONText,
    metadata: JSONText, content: JSONText, buffers: [[UInt8]]
  ) {
    self.identities = identities
    self.header = header
    self.headerText = headerText
    self.parentHeader = parentHeader
    self.metadata = metadata
    self.content = content
    self.buffers = buffers
  }
}
