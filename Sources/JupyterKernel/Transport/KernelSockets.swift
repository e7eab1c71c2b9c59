// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import ZeroMQ

/// The four sockets of the wire thread, bound.
struct KernelSockets: ~Copyable {
  let iopub: Socket
  let shell: Socket
  let control: Socket
  let stdin: Socket

  /// Binds iopub first, so that whoever reaches shell or control can subscribe already.
  static func bind(_ connection: ConnectionInfo, in context: Context) throws(KernelError)
    -> KernelSockets
  {
    let iopub = try bind(.iopub, to: connection.iopubPort, of: connection, in: context)
    let shell = try bind(.shell, to: connection.shellPort, of: connection, in: context)
    let control = try bind(.control, to: connection.controlPort, of: connection, in: context)
    let stdin = try bind(.stdin, to: connection.stdinPort, of: connection, in: context)
    return KernelSockets(iopub: iopub, shell: shell, control: control, stdin: stdin)
  }

  borrowing func send(_ frames: [[UInt8]], on channel: Channel) throws(ZeroMQError) {
    switch channel {
    case .iopub: try iopub.send(frames)
    case .shell: try shell.send(frames)
    case .control: try control.send(frames)
    case .stdin: try stdin.send(frames)
    }
  }

  /// One message of the channel, if one has come.
  borrowing func receive(from channel: Channel) throws(ZeroMQError) -> Incoming? {
    switch channel {
    case .iopub: try iopub.receive(frames: Limits.frames)
    case .shell: try shell.receive(frames: Limits.frames)
    case .control: try control.receive(frames: Limits.frames)
    case .stdin: try stdin.receive(frames: Limits.frames)
    }
  }

  private static func bind(
    _ channel: Channel, to port: Int, of connection: ConnectionInfo, in context: Context
  ) throws(KernelError) -> Socket {
    let endpoint = connection.endpoint(port: port)
    let publishes = channel == .iopub
    do {
      let socket = try Socket(publishes ? .publisher : .router, in: context)
      try socket.set(.linger(1000))
      // Above the default of 1000 libzmq drops what a slow reader has not read, idle included.
      try socket.set(.highWaterMark(Limits.messages))
      // Before the topic stands the name of a command.
      try socket.set(.largestFrame(Int64(publishes ? Limits.topic + 16 : Limits.frame)))
      try socket.set(publishes ? .acceptsSubscriptionsByHand : .handsOverIdentities)
      try socket.announceConnections(to: ConnectionWatch.name(of: channel))
      try socket.bind(to: endpoint)
      return socket
    } catch {
      throw KernelError(binding: endpoint, error)
    }
  }
}
