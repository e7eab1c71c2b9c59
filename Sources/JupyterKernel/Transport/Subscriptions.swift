// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import ZeroMQ

/// Accepts subscriptions to iopub and welcomes each subscriber before it can get anything else (JEP 65).
///
/// Who asks for everything is given every topic that the kernel uses, but not the empty prefix: so a
/// welcome, whose topic is used once, reaches the newcomer alone. Clients that were there before are
/// not surprised by a message that is none of theirs.
struct Subscriptions {
  private let session: Session
  private var welcomed = 0

  init(session: Session) { self.session = session }

  /// Obeys one event of the socket: a byte, 1 or 0, and the prefix that is wished for or no longer so.
  mutating func obey(_ event: [UInt8], on iopub: borrowing Socket) throws(ZeroMQError) {
    guard let kind = event.first else { return }
    let wish = Array(event.dropFirst())
    let granted = session.topics.prefixes.filter { $0.starts(with: wish) }
    let topics = granted.isEmpty ? [wish] : granted
    guard kind == 1 else {
      for topic in topics { try iopub.unsubscribe(from: topic) }
      return
    }
    // A subscriber drops what does not begin with its own wish, so the welcome does.
    welcomed += 1
    let topic = wish + Array("welcome.\(welcomed)".utf8)
    try iopub.subscribe(to: topic)
    if let frames = welcome(to: wish, topic: topic) { try iopub.send(frames) }
    try iopub.unsubscribe(from: topic)
    for topic in topics { try iopub.subscribe(to: topic) }
  }

  private func welcome(to wish: [UInt8], topic: [UInt8]) -> [[UInt8]]? {
    let content = Welcome(subscription: String(decoding: wish, as: UTF8.self))
    guard let text = try? content.json else { return nil }
    return session.frames(
      of: Welcome.messageType, to: [topic], parent: .emptyObject,
      parts: (content: text, metadata: .emptyObject))
  }
}
