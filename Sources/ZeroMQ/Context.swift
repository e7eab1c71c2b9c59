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
    // Else each message of a few bytes may keep the 8 KiB alive that were read with it. (ZMQ_ZERO_COPY_RECV, which the
    // header only has with its drafts. Who does not know it, does not share either.)
    zmq_ctx_set(handle, 10, 0)
  }

  /// Makes every call that blocks on this context's sockets, now or later, end with `isTermination`.
  public func shutdown() {
    zmq_ctx_shutdown(handle)
  }

  deinit {
    _ = retryingInterrupted { zmq_ctx_term(handle) }
  }
}
