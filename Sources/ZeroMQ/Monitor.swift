// SPDX-License-Identifier: Apache-2.0

import CZeroMQ

/// Tells which connections a socket accepts.
///
/// Made before the socket announces them: libzmq's I/O thread waits until somebody takes what it tells. Belongs to the
/// thread that made it.
public final class Monitor {
  let socket: Socket

  /// - Parameter name: what the socket is told in `announceConnections(to:)`.
  public init(_ name: String, in context: Context) throws(ZeroMQError) {
    socket = try Socket(.pair, in: context)
    try socket.connect(to: Monitor.endpoint(name))
  }

  /// The descriptor of the next connection that was accepted; `nil` if there is no further one.
  ///
  /// It may be closed already, and even stand for something else.
  public func next() throws(ZeroMQError) -> Int32? {
    // An event's number in 16 bits, its value in 32; then a frame with the address.
    guard let event = try socket.receive()?.first, event.count == 6 else { return nil }
    return event.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2, as: Int32.self) }
  }

  static func endpoint(_ name: String) -> String { "inproc://connections-\(name)" }
}

extension Socket {
  /// Tells the monitor of this name about every connection that is accepted from now on.
  public borrowing func announceConnections(to name: String) throws(ZeroMQError) {
    guard zmq_socket_monitor(handle, Monitor.endpoint(name), ZMQ_EVENT_ACCEPTED) == 0 else {
      throw .last("zmq_socket_monitor")
    }
  }
}
