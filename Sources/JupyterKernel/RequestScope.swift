// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Logging

/// One request on its way: everything published for it bears its header as parent.
///
/// It is a value that is passed to all code that works on the request; there is no "current" request anywhere.
struct RequestScope: Sendable {
  let request: Message
  /// The channel that it came from, to which its reply goes.
  let channel: Channel
  /// Held while the request waits or is served.
  var place: Backlog.Place?
  let session: KernelSession
  let outbox: Outbox
  /// The comms of the kernel.
  let comms: CommDesk
  let log: Logger

  /// Busy, then `body`, then idle, come what may.
  func perform(_ body: () -> Void) {
    publish(Status(.busy))
    defer { publish(Status(.idle)) }
    body()
  }

  func publish<Content: Publication>(_ publication: Content) {
    publish(publication, topic: session.topics.topic(of: Content.messageType))
  }

  func publish(_ text: StreamText) {
    publish(text, topic: session.topics.topic(ofStream: text.name))
  }

  private func publish<Content: Publication>(_ publication: Content, topic: [UInt8]) {
    post(
      Content.messageType, to: [topic], on: .iopub, metadata: publication.metadata,
      buffers: publication.buffers
    ) {
      () throws(ProtocolError) in try publication.json
    }
  }

  /// Sends the reply that the type of the request asks for; a request without one gets none.
  func reply(_ content: some Encodable, metadata: JSONText = .emptyObject) {
    guard let type = RequestType(rawValue: request.header.type)?.replyType else { return }
    post(type, to: request.identities, on: channel, metadata: metadata) {
      () throws(ProtocolError) in try JSONText(encoding: content)
    }
  }

  private func post(
    _ type: String, to identities: [[UInt8]], on channel: Channel, metadata: JSONText,
    buffers: [[UInt8]] = [], content: () throws(ProtocolError) -> JSONText
  ) {
    do {
      let parts = (content: try content(), metadata: metadata)
      let frames = session.frames(
        of: type, to: identities, parent: request.headerText, parts: parts)
      outbox.post(frames + buffers, on: channel)
    } catch {
      log.error("\(type) lost: \(error)")
    }
  }
}
