// SPDX-License-Identifier: Apache-2.0

import ZeroMQ

/// Echoes whatever comes to the heartbeat port, on a thread that does nothing else.
struct Heartbeat: Sendable {
  private let thread: SocketThread

  /// - Throws: `.addressInUse` and others, once the thread has tried to bind.
  init(
    context: Context, endpoint: String, connections: Connections, breakdown: Breakdown
  ) throws(KernelError) {
    thread = try SocketThread("the heartbeat", breakdown) { isReady throws(KernelError) in
      let socket = try Heartbeat.bind(endpoint, in: context)
      isReady()
      try KernelError.wrap { () throws(ZeroMQError) in
        while true {
          guard let message = try socket.receive(frames: Quotas.frames, waiting: true) else {
            continue
          }
          connections.took(message, on: nil)
          try socket.send(message.frames)
        }
      }
    }
  }

  /// Waits for the thread's end, which the shutdown of the context brings about.
  func join() { thread.join() }

  private static func bind(_ endpoint: String, in context: Context) throws(KernelError) -> Socket {
    do throws(ZeroMQError) {
      let socket = try Socket(.router, in: context)
      try socket.set(.linger(0))
      try socket.set(.largestFrame(Int64(Quotas.beat)))
      try socket.announceConnections(to: ConnectionWatch.name(of: nil))
      try socket.bind(to: endpoint)
      return socket
    } catch {
      throw KernelError(binding: endpoint, error)
    }
  }
}

extension KernelError {
  init(binding endpoint: String, _ error: ZeroMQError) {
    self = error.isAddressInUse ? .addressInUse(endpoint: endpoint) : .transport(error)
  }
}
