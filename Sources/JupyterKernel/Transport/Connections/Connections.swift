// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import ZeroMQ

/// The tcp connections of the kernel's sockets, and what libzmq holds for each of them.
///
/// libzmq bounds frames and messages, but neither the parts of a message that is not whole nor the bytes that wait for
/// a client. So both are known here: what the system has counted of a connection, less what went through libzmq.
/// Connections over ipc are not counted: they are the owner's.
final class Connections: Sendable {
  fileprivate struct State {
    var all: [Int32: Connection] = [:]
    /// The descriptor of the connection to each peer, to which replies go.
    var peers: [Peer: Int32] = [:]
    /// Bytes given to libzmq since `endExcessive` looked.
    var given = 0
    var hasTakenMuch = false
    /// Memory of the process when little was on its way.
    var calmMemory = Int.max
  }

  fileprivate struct Peer: Hashable {
    let channel: Channel
    let identity: [UInt8]
  }

  /// A connection that was ended, and why.
  struct Ending: Equatable {
    let channel: Channel?
    let reason: String
  }

  /// It is rung when much was given to libzmq, so that the watch looks at the connections.
  let bell: Wakeup
  private let state = Mutex(State())

  init() throws(ZeroMQError) { bell = try Wakeup() }

  /// - Parameter channel: `nil` for the heartbeat.
  func accepted(_ descriptor: Int32, on channel: Channel?) {
    state.withLock { state in
      guard let connection = Connection(descriptor, on: channel),
        state.all[descriptor]?.cookie != connection.cookie
      else { return }
      state.all[descriptor] = connection
    }
  }

  /// A whole message was taken from libzmq.
  func took(_ message: Incoming, on channel: Channel?) {
    let isMuch = message.bytes >= Limits.arrivingUnnoticed
    if isMuch { bell.ring() }
    state.withLock { state in
      state.hasTakenMuch = state.hasTakenMuch || isMuch
      guard let descriptor = message.connection, state.known(descriptor, on: channel)
      else { return }
      state.all[descriptor]?.taken += message.bytes
      guard let channel, channel != .iopub, let identity = message.frames.first else { return }
      if state.all[descriptor]?.identity == identity { return }
      state.all[descriptor]?.identity = identity
      state.peers[Peer(channel: channel, identity: identity)] = descriptor
    }
  }

  /// Messages will be given to libzmq now. Noted before: nothing arrives that was not given.
  func give(_ items: [Outbox.Item]) {
    if items.isEmpty { return }
    let isMuch = state.withLock { state in
      for item in items { state.give(item) }
      return state.given > Limits.leaving / 16
    }
    if isMuch { bell.ring() }
  }

  /// A subscriber wishes for a topic, and is sent others that begin with it, or no longer so.
  /// - Returns: `false` if it wishes for too much, and is ended soon, or has gone.
  func subscribe(_ descriptor: Int32?, to wish: [UInt8], as topics: [[UInt8]], isOn: Bool) -> Bool {
    guard let descriptor else { return true }
    return state.withLock { state in
      guard state.known(descriptor, on: .iopub), var connection = state.all[descriptor] else {
        // One over ipc is not counted.
        return fcntl(descriptor, F_GETFD) >= 0
      }
      if isOn {
        connection.wishes.insert(wish)
        connection.topics.formUnion(topics)
      } else {
        connection.wishes.remove(wish)
        connection.topics.subtract(topics)
      }
      state.all[descriptor] = connection
      return connection.wished <= Limits.topics
    }
  }

  /// Whether so much was taken since the last call that memory should be given back.
  func hasTakenMuch() -> Bool {
    state.withLock { state in
      defer { state.hasTakenMuch = false }
      return state.hasTakenMuch
    }
  }

  /// Looks at all connections, and ends those that hold most while too much is held.
  /// - Parameter memory: what the process takes now, in bytes.
  func endExcessive(memory: Int) -> [Ending] {
    state.withLock { state in
      state.look(at: .now)
      return state.endTopics() + state.endMany() + state.endArriving(memory) + state.endLeaving()
    }
  }
}

extension Connections.State {
  /// Whether the descriptor is a connection that is counted; it may have been accepted a moment ago.
  fileprivate mutating func known(_ descriptor: Int32, on channel: Channel?) -> Bool {
    if all[descriptor] == nil { all[descriptor] = Connection(descriptor, on: channel) }
    return all[descriptor] != nil
  }

  fileprivate mutating func give(_ item: Outbox.Item) {
    let bytes = item.frames.reduce(0) { $0 + Incoming.bytesOnWire($1.count) }
    given += bytes
    guard let first = item.frames.first else { return }
    if item.channel == .iopub {
      for place in all.values.indices where all.values[place].hears(first) {
        all.values[place].given += bytes
      }
    } else if let descriptor = peers[Connections.Peer(channel: item.channel, identity: first)] {
      all[descriptor]?.given += bytes
    }
  }

  fileprivate mutating func look(at now: ContinuousClock.Instant) {
    given = 0
    for descriptor in all.keys where all[descriptor]?.look(at: descriptor, now) == false {
      all[descriptor] = nil
    }
    if peers.count > 2 * all.count { peers = peers.filter { all[$0.value] != nil } }
  }

  /// Ends the connection under libzmq, which then closes it and forgets all that it holds.
  private mutating func end(_ descriptor: Int32) {
    guard let connection = all.removeValue(forKey: descriptor),
      ConnectionCounts(descriptor)?.cookie == connection.cookie
    else { return }
    // Closed by a reset: a peer that still waits to send would not hear of an end.
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    shutdown(descriptor, Int32(SHUT_RDWR))
    hasTakenMuch = true
  }

  private mutating func end(
    _ descriptors: some Sequence<Int32>, because reason: String
  ) -> [Connections.Ending] {
    descriptors.map { descriptor in
      let channel = all[descriptor].flatMap(\.channel)
      end(descriptor)
      return Connections.Ending(channel: channel, reason: reason)
    }
  }

  /// Subscriptions that come together are worked through inside libzmq, before we know of one.
  fileprivate mutating func endTopics() -> [Connections.Ending] {
    let eager = all.filter {
      $0.value.channel == .iopub && max($0.value.arriving, $0.value.wished) > Limits.topics
    }
    return end(eager.keys, because: "more than \(Limits.topics >> 10) KiB of topics")
  }

  /// The higher numbers are the younger connections, mostly.
  fileprivate mutating func endMany() -> [Connections.Ending] {
    let excess = max(0, all.count - Limits.connections)
    return end(
      all.keys.sorted().suffix(excess), because: "there are \(Limits.connections) others")
  }

  /// Ends whatever holds most, where it is too much or takes more than twice the memory: many small parts do.
  fileprivate mutating func endArriving(_ memory: Int) -> [Connections.Ending] {
    let arriving = all.values.reduce(0) { $0 + max(0, $1.arriving) }
    if arriving <= Limits.arrivingUnnoticed {
      calmMemory = memory
      return []
    }
    let growth = memory - min(memory, calmMemory)
    let isSwollen = growth > 2 * arriving + 4 * Limits.arrivingUnnoticed
    guard arriving > Limits.arriving || isSwollen,
      let most = all.max(by: { $0.value.arriving < $1.value.arriving })
    else { return [] }
    return end(
      [most.key], because: "\(mebibytes(most.value.arriving)) of a message that is not whole")
  }

  fileprivate mutating func endLeaving() -> [Connections.Ending] {
    // What is published waits once for all subscribers.
    let subscribers = all.values.filter { $0.channel == .iopub }.map(\.leaving).max() ?? 0
    let others = all.values.filter { $0.channel != .iopub }.reduce(0) { $0 + max(0, $1.leaving) }
    guard subscribers + others > Limits.leaving,
      let most = all.max(by: { $0.value.leaving < $1.value.leaving })
    else { return [] }
    return end(
      [most.key], because: "\(mebibytes(most.value.leaving)) wait that its client does not read")
  }
}
