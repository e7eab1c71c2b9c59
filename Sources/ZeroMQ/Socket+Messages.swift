// SPDX-License-Identifier: Apache-2.0

import CZeroMQ
import Glibc

extension Socket {
  /// Sends one message of these frames, whole or not at all.
  ///
  /// A router drops what is meant for a peer that it does not know, a publisher what nobody wants.
  /// - Returns: `false` if the message would have had to wait; then nothing of it was sent.
  @discardableResult
  public borrowing func send(_ frames: [[UInt8]]) throws(ZeroMQError) -> Bool {
    for (index, frame) in frames.enumerated() {
      let more = index + 1 < frames.count ? ZMQ_SNDMORE : 0
      let status = retryingInterrupted { zmq_send(handle, frame, frame.count, ZMQ_DONTWAIT | more) }
      if status >= 0 { continue }
      // libzmq waits, if at all, before the first frame: the others follow it unconditionally.
      if zmq_errno() == EAGAIN { return false }
      // EHOSTUNREACH cannot arise: ZMQ_ROUTER_MANDATORY is never set.
      throw .last("zmq_send")
    }
    return true
  }

  /// Receives one message if one has arrived whole.
  /// - Returns: its frames, at least one; `nil` when none waits.
  public borrowing func receive() throws(ZeroMQError) -> [[UInt8]]? {
    try receive(frames: .max, flags: ZMQ_DONTWAIT)?.frames
  }

  /// Waits for one message, at most for `receiveTimeout`.
  /// - Returns: its frames; `nil` when the time is over.
  public borrowing func receiveWaiting() throws(ZeroMQError) -> [[UInt8]]? {
    try receive(frames: .max, flags: 0)?.frames
  }

  /// Receives one message if one has arrived whole, or waits for one, and keeps so many of its frames at most.
  /// - Returns: `nil` when none waits, or the time is over.
  public borrowing func receive(
    frames most: Int, waiting: Bool = false
  ) throws(ZeroMQError) -> Incoming? {
    try receive(frames: most, flags: waiting ? 0 : ZMQ_DONTWAIT)
  }

  private borrowing func receive(
    frames most: Int, flags: Int32
  ) throws(ZeroMQError) -> Incoming? {
    var result = Incoming()
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    repeat {
      let status = retryingInterrupted { zmq_msg_recv(&message, handle, flags) }
      guard status >= 0 else {
        if zmq_errno() == EAGAIN { return nil }
        throw .last("zmq_msg_recv")
      }
      result.bytes += Incoming.bytesOnWire(zmq_msg_size(&message))
      if result.frames.count < most {
        result.frames.append(bytes(of: &message))
      } else {
        result.omitted += 1
      }
    } while zmq_msg_more(&message) != 0
    let connection = zmq_msg_get(&message, ZMQ_SRCFD)
    result.connection = connection < 0 ? nil : connection
    return result
  }

  private borrowing func bytes(of message: inout zmq_msg_t) -> [UInt8] {
    let count = zmq_msg_size(&message)
    guard count > 0, let start = zmq_msg_data(&message) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }
}
