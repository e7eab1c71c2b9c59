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
  enum Item: Sendable {
    case message(Channel, frames: [[UInt8]])
    /// The place in the queue at which a failed cell asks for the requests behind it to be aborted.
    case abortion(ExecutionLane)
  }

  let bell: Wakeup
  private let items = Mutex<[Item]>([])

  init() throws(ZeroMQError) {
    bell = try Wakeup()
  }

  func post(_ item: Item) {
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
