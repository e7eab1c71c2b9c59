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

/// The one queue through which everything leaves the kernel, in the order in which it was posted.
///
/// Any thread posts; the wire thread, woken by the bell, takes.
final class Outbox: Sendable {
  struct Item: Sendable {
    let channel: Channel
    let frames: [[UInt8]]
  }

  let bell: Wakeup
  private let items = Mutex<[Item]>([])

  init() throws(ZeroMQError) {
    bell = try Wakeup()
  }

  func post(_ frames: [[UInt8]], on channel: Channel) {
    let wasEmpty = items.withLock { items in
      items.append(Item(channel: channel, frames: frames))
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
