// SPDX-License-Identifier: Apache-2.0

import Glibc
import JupyterProtocol
import Logging
import ZeroMQ

/// The loop of the thread that owns the sockets of shell, control and stdin.
struct WireThread: ~Copyable {
  /// Messages taken from one socket before the others have their turn.
  private static let batch = 64

  private let kernel: Kernel
  private let sockets: KernelSockets
  private let connections: Connections
  private let breakdown: Breakdown
  private let signals: ProcessSignals?
  private let parent: ParentWatch?
  private var poller = Poller()
  private let places: Places
  private var replays = ReplayGuard()
  private var drops: DropLog

  /// The indices of the sockets in the poller.
  private struct Places {
    let control: Int
    let shell: Int
    let stdin: Int
  }

  init(
    kernel: Kernel, sockets: consuming KernelSockets, connections: Connections,
    breakdown: Breakdown, settings: KernelServer.Settings, log: Logger
  ) {
    self.kernel = kernel
    self.connections = connections
    self.breakdown = breakdown
    signals = settings.signals
    parent = settings.parent
    drops = DropLog(log)
    places = Places(
      control: poller.watch(sockets.control), shell: poller.watch(sockets.shell),
      stdin: poller.watch(sockets.stdin))
    _ = poller.watch(kernel.outbox.replies.bell)
    _ = poller.watch(breakdown.bell)
    if let signals { _ = poller.watch(signals.bell) }
    self.sockets = sockets
  }

  /// Serves until the kernel shall end and its workers have ended; for the workers it waits one second at most.
  /// - Throws: why it cannot go on, or another thread with sockets.
  mutating func run() throws(KernelError) -> KernelServer.Ending {
    kernel.announceStart()
    while true {
      // Whatever has come is read before what is due leaves: see `FailedRun`.
      let due = kernel.workers.tend(at: .now)
      try breakdown.check()
      do throws(ZeroMQError) {
        if let ending = try serve(until: due) { return ending }
      } catch {
        throw .transport(error)
      }
    }
  }

  private mutating func serve(
    until due: ContinuousClock.Instant?
  ) throws(ZeroMQError) -> KernelServer.Ending? {
    try deliver()
    if let ending = kernel.requestedEnding { return try conclude(ending) }
    try poller.wait(milliseconds: patience(until: due))
    kernel.outbox.replies.bell.clear()
    obeySignals()
    // Control first: an interrupt overtakes the cells behind which it was sent.
    if poller.isReady(places.control) { try receive(from: .control) }
    if poller.isReady(places.shell) { try receive(from: .shell) }
    if poller.isReady(places.stdin) { try receive(from: .stdin) }
    if let parent, parent.isGone { kernel.end(.parentGone) }
    return nil
  }

  private mutating func conclude(
    _ ending: KernelServer.Ending
  ) throws(ZeroMQError) -> KernelServer.Ending {
    let deadline = ContinuousClock.now + .seconds(1)
    while !kernel.hasEnded, .now < deadline {
      try poller.wait(milliseconds: 20)
      kernel.outbox.replies.bell.clear()
      _ = kernel.workers.tend(at: .now)
      try deliver()
    }
    try deliver()
    return ending
  }

  private func patience(until due: ContinuousClock.Instant?) -> Int? {
    let check = parent == nil ? nil : 1000
    guard let due else { return check }
    let wait = max(0, Int(saturating: ((due - .now) / .milliseconds(1)).rounded(.up)))
    return min(wait, check ?? wait)
  }

  private func obeySignals() {
    guard let signals else { return }
    let (interrupted, terminated) = signals.take()
    if interrupted { kernel.interruptAll() }
    if terminated { kernel.end(.terminated) }
  }

  private func deliver() throws(ZeroMQError) {
    let items = kernel.outbox.replies.takeAll()
    connections.give(items)
    for item in items { try sockets.send(item.frames, on: item.channel) }
  }

  private mutating func receive(from channel: Channel) throws(ZeroMQError) {
    for _ in 0..<WireThread.batch {
      guard try take(from: channel) else { return }
    }
  }

  /// Takes one message, if there is one; one that is not valid is logged and dropped.
  private mutating func take(from channel: Channel) throws(ZeroMQError) -> Bool {
    guard let incoming = try sockets.receive(from: channel) else { return false }
    connections.took(incoming, on: channel)
    do throws(ProtocolError) {
      if incoming.omitted > 0 { throw .tooManyFrames }
      let message = try kernel.session.framing.message(from: incoming.frames, unless: &replays)
      // Nothing ever asks for input: what comes on stdin answers no question.
      if channel != .stdin { kernel.handle(message, from: channel) }
    } catch {
      drops.note(error, on: "\(channel)")
    }
    return true
  }
}
