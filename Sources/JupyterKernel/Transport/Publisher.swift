// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// The thread that owns the socket of iopub: it obeys subscriptions and sends what is published.
///
/// libzmq works through subscriptions, and their ends, in whatever thread uses the socket; no request waits for that.
struct Publisher: Sendable {
  private let thread: SocketThread
  private let queue: Outbox.Queue
  private let ending: Ending

  private final class Ending: Sendable {
    let isDue = Atomic(false)
  }

  /// Subscriptions that are obeyed before something is sent.
  private static let batch = 64

  /// - Throws: `.addressInUse` and others, once the thread has tried to bind.
  init(
    _ queue: Outbox.Queue, endpoint: String, session: KernelSession, connections: Connections,
    context: Context, breakdown: Breakdown
  ) throws(KernelError) {
    self.queue = queue
    let ending = Ending()
    self.ending = ending
    thread = try SocketThread("iopub", breakdown) { isReady throws(KernelError) in
      let socket = try Publisher.bind(endpoint, in: context)
      isReady()
      try KernelError.wrap { () throws(ZeroMQError) in
        try Publisher.serve(socket, queue, session, connections) {
          ending.isDue.load(ordering: .acquiring)
        }
      }
    }
  }

  /// Waits until the thread has sent all that was posted, and has ended.
  func finish() {
    ending.isDue.store(true, ordering: .releasing)
    queue.bell.ring()
    thread.join()
  }

  private static func serve(
    _ socket: borrowing Socket, _ queue: Outbox.Queue, _ session: KernelSession,
    _ connections: Connections, isLast: () -> Bool
  ) throws(ZeroMQError) {
    var subscriptions = Subscriptions(session: session, connections: connections)
    var poller = Poller()
    _ = poller.watch(socket)
    _ = poller.watch(queue.bell)
    var ends = false
    while !ends {
      try poller.wait(milliseconds: nil)
      queue.bell.clear()
      ends = isLast()
      // Taken before subscriptions are: a client hears of the requests that it sent after it has subscribed.
      let items = queue.takeAll()
      for _ in 0..<batch {
        guard let event = try socket.receive(frames: Quotas.frames) else { break }
        connections.took(event, on: .iopub)
        try subscriptions.obey(event, on: socket)
      }
      connections.give(items)
      for item in items { try socket.send(item.frames) }
    }
  }

  private static func bind(_ endpoint: String, in context: Context) throws(KernelError) -> Socket {
    try Socket.bound(.publisher, on: .iopub, to: endpoint, in: context) {
      (socket: borrowing Socket) throws(ZeroMQError) in
      // Before the topic stands the name of a command.
      try socket.set(.largestFrame(Int64(Quotas.topic + 16)))
      // What libzmq has read of a connection it works through, also when that has been ended.
      try socket.set(.mostReceived(1))
      try socket.set(.receiveBuffer(1024))
      try socket.set(.acceptsSubscriptionsByHand)
    }
  }
}
