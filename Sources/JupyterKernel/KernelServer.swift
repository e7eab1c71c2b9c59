// SPDX-License-Identifier: Apache-2.0

import Glibc
public import JupyterProtocol
public import Logging
import ZeroMQ

/// A kernel that serves the clients of one connection file.
public struct KernelServer: Sendable {
  /// Why a kernel stopped serving.
  public enum Ending: Sendable, Equatable {
    /// A client asked; with `restart` it will start another process on the same ports.
    case shutdown(restart: Bool)
    /// SIGTERM.
    case terminated
    case parentGone
  }

  public struct Settings: Sendable {
    /// `username` of the messages.
    public var username: String
    /// The signals of the process; `nil` leaves them alone.
    public var signals: ProcessSignals?
    /// Whose death ends the kernel.
    public var parent: ParentWatch?

    public init(
      username: String = "kernel", signals: ProcessSignals? = nil, parent: ParentWatch? = nil
    ) {
      self.username = username
      self.signals = signals
      self.parent = parent
    }
  }

  private let connection: ConnectionInfo
  private let interpreter: any Interpreter
  private let settings: Settings
  private let log: Logger

  public init(
    connection: ConnectionInfo, interpreter: any Interpreter, settings: Settings, log: Logger
  ) {
    self.connection = connection
    self.interpreter = interpreter
    self.settings = settings
    self.log = log
  }

  /// Binds the five ports and serves until told to stop; what was sent has left when it returns, or
  /// has lingered for a second.
  ///
  /// - Throws: `.addressInUse` if a port is taken, before any heartbeat was answered.
  public func run() throws(KernelError) -> Ending { try run(Breakdown()) }

  func run(_ breakdown: Breakdown) throws(KernelError) -> Ending {
    if connection.key.isEmpty {
      log.warning("the connection file has no key: whoever reaches the ports can run cells as you")
    }
    let context = try KernelError.wrap(Context.init)
    let session = try session()
    let connections = try KernelError.wrap(Connections.init)
    // First, so that somebody hears which connections are accepted.
    let watch = try ConnectionWatch(
      context: context, connections: connections, breakdown: breakdown, log: log)
    var heartbeat: Heartbeat?
    defer {
      context.shutdown()
      watch.join()
      if let heartbeat {
        heartbeat.join()
        connection.removeSocketFiles()
      }
    }
    let outbox = try KernelError.wrap(Outbox.init)
    // Before the others, so that whoever reaches shell or control can subscribe already.
    let publisher = try Publisher(
      outbox.published, endpoint: connection.endpoint(port: connection.iopubPort),
      session: session, connections: connections, context: context, breakdown: breakdown)
    defer { publisher.finish() }
    let sockets = try KernelSockets.bind(connection, in: context)
    // Last, so that no heartbeat is answered when another port is taken.
    heartbeat = try Heartbeat(
      context: context, endpoint: connection.endpoint(port: connection.heartbeatPort),
      connections: connections, breakdown: breakdown)
    let kernel = try Kernel(
      interpreter: interpreter, connection: connection, session: session, outbox: outbox, log: log)
    defer { kernel.stop() }
    var wire = WireThread(
      kernel: kernel, sockets: sockets, connections: connections, breakdown: breakdown,
      settings: settings, log: log)
    return try wire.run()
  }

  private func session() throws(KernelError) -> KernelSession {
    do {
      let framing = MessageFraming(
        signer: MessageSigner(key: connection.key), largestHeader: Quotas.header)
      return try KernelSession(username: settings.username, framing: framing)
    } catch {
      throw .message(error)
    }
  }
}

extension ConnectionInfo {
  /// Removes the files that stand for the sockets of a kernel that has ended.
  fileprivate func removeSocketFiles() {
    // What begins with @ is no file.
    guard transport == .ipc, !ip.hasPrefix("@") else { return }
    for port in [shellPort, iopubPort, stdinPort, controlPort, heartbeatPort] {
      unlink("\(ip)-\(port)")
    }
  }
}
