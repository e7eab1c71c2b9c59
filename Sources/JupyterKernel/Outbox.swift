// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// The sockets that messages travel on.
enum Channel: Sendable {
  case shell
  case control
  case stdin
  case iopub
}

/// Through which everything leaves the kernel: what is published, and the replies, each in the order in which it was posted.
final class Outbox: Sendable {
  struct Item: Sendable {
    let channel: Channel
    let frames: [[UInt8]]
  }

  /// Any thread posts; the thread that owns the sockets, woken by the bell, takes.
  final class Queue: Sendable {
    let bell: Wakeup
    private let items = Mutex<[Item]>([])

    init() throws(ZeroMQError) {
      bell = try Wakeup()
    }

    fileprivate func post(_ item: Item) {
      let wasEmpty = items.withLock { items in
        items.append(item)
        return items.count == 1
      }
      if wasEmpty { bell.ring() }
    }

    /// Empties the queue.
    func takeAll() -> [Item] {
      items.withLock { items in
        defer { items = [] }
        return items
      }
    }
  }

  /// For iopub, whose thread takes it.
  let published: Queue
  /// For the other channels: the wire thread takes it.
  let replies: Queue

  init() throws(ZeroMQError) {
    published = try Queue()
    replies = try Queue()
  }

  func post(_ frames: [[UInt8]], on channel: Channel) {
    let queue = channel == .iopub ? published : replies
    queue.post(Item(channel: channel, frames: frames))
  }
}
