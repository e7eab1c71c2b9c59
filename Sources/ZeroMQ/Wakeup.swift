// SPDX-License-Identifier: Apache-2.0

import CZeroMQ
import Glibc

/// A bell that any thread, or a signal handler, may ring to end another thread's wait (an eventfd).
public final class Wakeup: Sendable {
  /// The descriptor to poll; a write of eight bytes rings too.
  public let descriptor: Int32

  public init() throws(ZeroMQError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard descriptor >= 0 else { throw ZeroMQError(operation: "eventfd", code: errno) }
  }

  /// Rings. Async-signal safe, never blocks; many rings before one `clear` count as one.
  public func ring() {
    Wakeup.ring(descriptor)
  }

  /// Rings the bell with this descriptor.
  public static func ring(_ descriptor: Int32) {
    var one: UInt64 = 1
    // EAGAIN means that the counter is full: the bell rings already.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Waits until the bell rings, or has rung since the last `clear`, and forgets those rings.
  /// - Parameter milliseconds: the longest wait; `nil` waits until something comes.
  public func wait(milliseconds: Int32? = nil) {
    var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&item, 1, milliseconds ?? -1) == -1, errno == EINTR {}
    clear()
  }

  /// Forgets the rings so far.
  public func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }

  deinit {
    close(descriptor)
  }
}
