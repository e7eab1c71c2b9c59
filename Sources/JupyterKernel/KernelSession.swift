// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import JupyterProtocol
import Synchronization

/// The life of one kernel process as clients see it: one id, and fresh message ids under it.
final class KernelSession: Sendable {
  let id: String
  let framing: MessageFraming
  let topics: Topics
  private let headers: HeaderWriter
  private let lastMessage = Atomic<Int>(0)

  init(
    id: String = UUID().uuidString.lowercased(), username: String, framing: MessageFraming
  ) throws(ProtocolError) {
    self.id = id
    self.framing = framing
    topics = Topics(session: id)
    headers = try HeaderWriter(session: id, username: username)
  }

  /// The moment now.
  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// The frames of a new message of this session.
  ///
  /// - Parameters:
  ///   - identities: who it goes to, or its topic.
  ///   - parent: the header of the request that it belongs to, whole; `{}` if there is none.
  func frames(
    of type: String, to identities: [[UInt8]], parent: JSONText,
    parts: (content: JSONText, metadata: JSONText)
  ) -> [[UInt8]] {
    let number = lastMessage.add(1, ordering: .relaxed).newValue
    let header = headers.header(id: "\(id)_\(number)", type: type, date: KernelSession.now())
    return framing.frames(of: [header, parent, parts.metadata, parts.content], to: identities)
  }
}
