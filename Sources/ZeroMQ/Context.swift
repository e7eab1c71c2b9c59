// SPDX-License-Identifier: Apache-2.0

import CZeroMQ

/// Owns a libzmq context: its I/O thread and, indirectly, the sockets made from it.
///
/// Release blocks until every socket is closed and what lingers is sent, so the sockets go first.
public final class Context: @unchecked Sendable {
  // Safe to share: libzmq documents contexts as thread safe, and the pointer is set once and freed
  // in `deinit`, when nobody else can hold it.
  let handle: UnsafeMutableRawPointer

  public init() throws(ZeroMQError) {
    guard let handle = zmq_ctx_new() else { throw .last("zmq_ctx_new") }
    self.handle = handle
  }

  /// Makes every call that blocks on this context's sockets, now or later, end with `isTermination`.
  public func shutdown() {
    zmq_ctx_shutdown(handle)
  }

  deinit {
    _ = retryingInterrupted { zmq_ctx_term(handle) }
  }
}
