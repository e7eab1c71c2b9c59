// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import ZeroMQ

/// Accepts subscriptions to iopub and welcomes each subscriber before it can get anything else (JEP 65).
///
/// Who asks for everything is given every topic that the kernel uses, but not the empty prefix: so a
/// welcome, whose topic is used once, reaches the newcomer alone. Clients that were there before are
/// not surprised by a message that is none of theirs.
struct Subscriptions {
  private let session: KernelSession
  private let connections: Connections
  private var welcomed = 0

  init(session: KernelSession, connections: Connections) {
    self.session = session
    self.connections = connections
  }

  /// Obeys one event of the socket: a byte, 1 or 0, and the prefix that is wished for or no longer so.
  /// Whatever else a peer may send there is none. Nobody is given more topics than `Quotas` say.
  mutating func obey(_ message: Incoming, on iopub: borrowing Socket) throws(ZeroMQError) {
    guard let event = message.frames.first, let kind = event.first, kind <= 1 else { return }
    let wish = Array(event.dropFirst())
    let granted = session.topics.prefixes.filter { $0.starts(with: wish) }
    let topics = granted.isEmpty ? [wish] : granted
    let isWished = connections.subscribe(
      message.connection, to: wish, as: topics, isOn: kind == 1)
    if kind == 0 {
      for topic in topics { try iopub.unsubscribe(from: topic) }
    } else if isWished, wish.count <= Quotas.topic {
      try accept(wish, as: topics, on: iopub)
    }
  }

  private mutating func accept(
    _ wish: [UInt8], as topics: [[UInt8]], on iopub: borrowing Socket
  ) throws(ZeroMQError) {
    // A subscriber drops what does not begin with its own wish, so the welcome does.
    welcomed += 1
    let topic = wish + Array("welcome.\(welcomed).".utf8)
    // All before anything is sent: a send may learn that some other peer has gone, and libzmq then no
    // longer knows whose event this was.
    for topic in [topic] + topics { try iopub.subscribe(to: topic) }
    if let frames = welcome(to: wish, topic: topic) { try iopub.send(frames) }
    // Without effect in that case. The topic that stays is never used again, nor begins another.
    try iopub.unsubscribe(from: topic)
  }

  private func welcome(to wish: [UInt8], topic: [UInt8]) -> [[UInt8]]? {
    let content = Welcome(subscription: String(decoding: wish, as: UTF8.self))
    guard let text = try? content.json else { return nil }
    return session.frames(
      of: Welcome.messageType, to: [topic], parent: .emptyObject,
      parts: (content: text, metadata: .emptyObject))
  }
}
