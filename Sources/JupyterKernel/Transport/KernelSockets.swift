// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import ZeroMQ

/// The three sockets of the wire thread, bound.
struct KernelSockets: ~Copyable {
  let shell: Socket
  let control: Socket
  let stdin: Socket

  static func bind(_ connection: ConnectionInfo, in context: Context) throws(KernelError)
    -> KernelSockets
  {
    func bind(_ channel: Channel, to port: Int) throws(KernelError) -> Socket {
      let endpoint = connection.endpoint(port: port)
      return try Socket.bound(.router, on: channel, to: endpoint, in: context) {
        (socket: borrowing Socket) throws(ZeroMQError) in
        try socket.set(.largestFrame(Int64(Quotas.frame)))
        try socket.set(.handsOverIdentities)
      }
    }
    let shell = try bind(.shell, to: connection.shellPort)
    let control = try bind(.control, to: connection.controlPort)
    let stdin = try bind(.stdin, to: connection.stdinPort)
    return KernelSockets(shell: shell, control: control, stdin: stdin)
  }

  borrowing func send(_ frames: [[UInt8]], on channel: Channel) throws(ZeroMQError) {
    switch channel {
    // Has a thread of its own.
    case .iopub: return
    case .shell: try shell.send(frames)
    case .control: try control.send(frames)
    case .stdin: try stdin.send(frames)
    }
  }

  /// One message of the channel, if one has come.
  borrowing func receive(from channel: Channel) throws(ZeroMQError) -> Incoming? {
    switch channel {
    case .iopub: nil
    case .shell: try shell.receive(frames: Quotas.frames)
    case .control: try control.receive(frames: Quotas.frames)
    case .stdin: try stdin.receive(frames: Quotas.frames)
    }
  }

}

extension Socket {
  /// A socket of one channel, which clients can reach.
  static func bound(
    _ kind: Kind, on channel: Channel, to endpoint: String, in context: Context,
    options: (borrowing Socket) throws(ZeroMQError) -> Void
  ) throws(KernelError) -> Socket {
    do {
      let socket = try Socket(kind, in: context)
      try socket.set(.linger(1000))
      // Above the default of 1000 libzmq drops what a slow reader has not read, idle included.
      try socket.set(.highWaterMark(Quotas.messages))
      try options(socket)
      try socket.announceConnections(to: ConnectionWatch.name(of: channel))
      try socket.bind(to: endpoint)
      return socket
    } catch {
      throw KernelError(binding: endpoint, error)
    }
  }
}
