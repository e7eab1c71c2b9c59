// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Logging

/// One request on its way: everything published for it bears its header as parent.
///
/// A value handed to whoever works on the request; there is no "current" request anywhere.
struct RequestScope: Sendable {
  let request: Message
  /// Where it came from and its reply goes to.
  let channel: Channel
  let session: Session
  let outbox: Outbox
  let log: Logger

  /// Busy, then `body`, then idle, come what may.
  func perform(_ body: () -> Void) {
    publish(Status(.busy))
    defer { publish(Status(.idle)) }
    body()
  }

  func publish(_ publication: some Publication) {
    let type = type(of: publication).messageType
    post(
      type: type, content: publication, on: .iopub,
      identities: [Topic.of(publication, session: session.id)], metadata: .emptyObject)
  }

  /// Sends the reply that the type of the request asks for; a request without one gets none.
  func reply(_ content: some Encodable, metadata: JSONText = .emptyObject) {
    guard let type = RequestType(rawValue: request.header.type)?.replyType else { return }
    post(
      type: type, content: content, on: channel, identities: request.identities, metadata: metadata)
  }

  private func post(
    type: String, content: some Encodable, on channel: Channel, identities: [[UInt8]],
    metadata: JSONText
  ) {
    do {
      let parts = (content: try JSONText(encoding: content), metadata: metadata)
      let frames = try session.frames(
        of: type, to: identities, parent: request.headerText, parts: parts)
      outbox.post(frames, on: channel)
    } catch {
      log.error("\(type) lost: \(error)")
    }
  }
}

/// The topics of iopub. Clients ignore what they say, but may choose among them.
enum Topic {
  /// One of these begins every topic.
  static func prefixes(session: String) -> [[UInt8]] {
    ["kernel.\(session).", "stream."].map { Array($0.utf8) }
  }

  static func of(_ publication: some Publication, session: String) -> [UInt8] {
    if let stream = publication as? StreamText { return Array("stream.\(stream.name)".utf8) }
    return Array("kernel.\(session).\(type(of: publication).messageType)".utf8)
  }
}
