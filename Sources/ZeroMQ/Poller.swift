// SPDX-License-Identifier: Apache-2.0

import CZeroMQ
import Glibc

/// Waits for the first of several sockets and bells to have something to read.
///
/// Holds no socket alive: whoever owns the sockets lets the poller go first.
public struct Poller {
  private var items: [zmq_pollitem_t] = []

  public init() {}

  /// Watches a socket for messages.
  /// - Returns: its index, by which `isReady` knows it.
  public mutating func watch(_ socket: borrowing Socket) -> Int {
    items.append(
      zmq_pollitem_t(socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0))
    return items.count - 1
  }

  /// Watches for connections.
  public mutating func watch(_ monitor: Monitor) -> Int { watch(monitor.socket) }

  /// Watches a bell.
  public mutating func watch(_ wakeup: Wakeup) -> Int { watch(wakeup.descriptor) }

  /// Watches for anything that comes.
  public mutating func watch(_ arrivals: Arrivals) -> Int { watch(arrivals.descriptor) }

  private mutating func watch(_ descriptor: Int32) -> Int {
    items.append(
      zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
    return items.count - 1
  }

  /// Waits until something is ready or the time is over; a signal ends the wait early.
  /// - Parameter milliseconds: `nil` waits until something comes.
  public mutating func wait(milliseconds: Int?) throws(ZeroMQError) {
    let status = zmq_poll(&items, Int32(items.count), milliseconds ?? -1)
    if status >= 0 { return }
    guard zmq_errno() == EINTR else { throw .last("zmq_poll") }
    for index in items.indices { items[index].revents = 0 }
  }

  /// Whether the last wait found something to read there.
  public func isReady(_ index: Int) -> Bool {
    items[index].revents & Int16(ZMQ_POLLIN) != 0
  }
}
