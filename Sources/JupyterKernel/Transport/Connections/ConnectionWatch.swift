// SPDX-License-Identifier: Apache-2.0

import Logging
import ZeroMQ

/// The thread that looks at connections while something comes or goes over them, and ends those that hold too much.
struct ConnectionWatch: Sendable {
  /// How long after something has come the connections are looked at, in milliseconds, unless it came to iopub.
  private static let patience = 50
  /// The time after which libzmq has freed what it held for a connection that was ended (it lingers for a second).
  private static let aftermath = Duration.milliseconds(1500)

  private static let channels: [Channel?] = [.shell, .control, .stdin, .iopub, nil]

  private let thread: SocketThread
  private let connections: Connections

  init(
    context: Context, connections: Connections, breakdown: Breakdown, log: Logger
  ) throws(KernelError) {
    self.connections = connections
    thread = try SocketThread("the watch over connections", breakdown) {
      isReady throws(KernelError) in
      try KernelError.wrap { () throws(ZeroMQError) in
        try ConnectionWatch.serve(connections, in: context, log: log, whenReady: isReady)
      }
    }
  }

  /// Waits for the thread's end, which the shutdown of the context brings about.
  func join() {
    connections.bell.ring()
    thread.join()
  }

  /// The name of the monitor of a channel; `nil` is the heartbeat.
  static func name(of channel: Channel?) -> String { channel.map { "\($0)" } ?? "heartbeat" }

  private static func serve(
    _ connections: Connections, in context: Context, log: Logger, whenReady: () -> Void
  ) throws(ZeroMQError) {
    let watched = try Watched(in: context)
    var poller = Poller()
    for (_, monitor) in watched.monitors { _ = poller.watch(monitor) }
    _ = poller.watch(watched.arrivals)
    // What ends the patience. Whatever comes to iopub, libzmq works through at once.
    var hurry = Poller()
    for (channel, monitor) in watched.monitors where channel == .iopub { _ = hurry.watch(monitor) }
    _ = poller.watch(watched.topics)
    _ = poller.watch(connections.bell)
    _ = hurry.watch(watched.topics)
    _ = hurry.watch(connections.bell)
    var endings = DropLog(log, verb: "ended", noun: "connection")
    var memoryDue: ContinuousClock.Instant?
    whenReady()
    while true {
      let wait = memoryDue.map { ($0 - .now) / .milliseconds(1) }
      try poller.wait(milliseconds: wait.map { max(0, Int(saturating: $0.rounded(.up))) })
      if let due = memoryDue, due <= .now {
        Memory.giveBack()
        memoryDue = nil
      }
      // First, so that what has come over them is known.
      try watched.takeAccepted(connections)
      try hurry.wait(milliseconds: patience)
      connections.bell.clear()
      try watched.takeAccepted(connections)
      watched.clear()
      for ending in connections.endExcessive(memory: UsageMeter.residentMemory()) {
        endings.note(ending.reason, on: name(of: ending.channel))
      }
      if connections.hasTakenMuch() { memoryDue = memoryDue ?? .now + aftermath }
    }
  }

  /// Tells of connections and of what comes over them.
  private struct Watched {
    var monitors: [(channel: Channel?, monitor: Monitor)] = []
    /// What comes to iopub, and what comes to the others.
    let topics: Arrivals
    let arrivals: Arrivals

    init(in context: Context) throws(ZeroMQError) {
      topics = try Arrivals()
      arrivals = try Arrivals()
      for channel in channels {
        monitors.append((channel, try Monitor(name(of: channel), in: context)))
      }
    }

    /// Counts the connections that were accepted, and watches them.
    func takeAccepted(_ connections: Connections) throws(ZeroMQError) {
      for (channel, monitor) in monitors {
        while let connection = try monitor.next() {
          connections.accepted(connection, on: channel)
          (channel == .iopub ? topics : arrivals).watch(connection: connection)
        }
      }
    }

    func clear() {
      arrivals.clear()
      topics.clear()
    }
  }
}
