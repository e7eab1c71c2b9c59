// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the system has counted of one tcp connection.
struct ConnectionCounts {
  /// Which connection a descriptor stands for: the number itself is used again.
  let cookie: UInt64
  /// Bytes that have come, and bytes that have reached the other side.
  let received: Int
  let delivered: Int
  /// Bytes that wait in the system.
  let queued: Int

  /// - Returns: `nil` where the descriptor is no tcp connection (any more), or the system counts nothing.
  init?(_ descriptor: Int32) {
    var cookie: UInt64 = 0
    var size = socklen_t(MemoryLayout<UInt64>.size)
    guard getsockopt(descriptor, SOL_SOCKET, ConnectionCounts.socketCookie, &cookie, &size) == 0
    else { return nil }
    // `struct tcp_info`, which C libraries know without its later members: tcpi_bytes_acked and tcpi_bytes_received.
    var info: InlineArray<17, UInt64> = InlineArray(repeating: 0)
    size = socklen_t(MemoryLayout.size(ofValue: info))
    let expected = size
    guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0, size == expected
    else { return nil }
    self.cookie = cookie
    delivered = Int(clamping: info[15])
    received = Int(clamping: info[16])
    var queued: Int32 = 0
    _ = ioctl(descriptor, UInt(TIOCOUTQ), &queued)
    self.queued = Int(queued)
  }

  /// `SO_COOKIE` of Linux.
  private static let socketCookie: Int32 = 57
}
