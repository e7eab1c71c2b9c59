// SPDX-License-Identifier: Apache-2.0

import CZeroMQ
import Glibc

/// Tells that something has come over one of many connections, which libzmq reads, and reads nothing itself (an epoll).
public final class Arrivals: Sendable {
  let descriptor: Int32

  public init() throws(ZeroMQError) {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw ZeroMQError(operation: "epoll_create1", code: errno) }
  }

  /// Watches a connection until it is closed; without effect where it is closed already.
  public func watch(connection: Int32) {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | EPOLLET.rawValue
    _ = epoll_ctl(descriptor, EPOLL_CTL_ADD, connection, &event)
  }

  /// Forgets what has come so far.
  public func clear() {
    var events = [epoll_event](repeating: epoll_event(), count: 64)
    while epoll_wait(descriptor, &events, Int32(events.count), 0) == events.count {}
  }

  deinit {
    close(descriptor)
  }
}
