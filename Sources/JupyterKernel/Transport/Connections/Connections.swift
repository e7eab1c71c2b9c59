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
    /// Connections that were ended since `endExcessive` looked.
    var ended: [Ending] = []
    /// Those that libzmq has not closed yet, by their cookies: what still comes over them counts for nobody.
    var closing: [Int32: UInt64] = [:]
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
    state.withLock { $0.accept(descriptor, on: channel) }
  }

  /// A whole message was taken from libzmq.
  func took(_ message: Incoming, on channel: Channel?) {
    let isMuch = message.bytes >= Quotas.arrivingUnnoticed
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
      return state.given > Quotas.leaving / 16
    }
    if isMuch { bell.ring() }
  }

  /// A subscriber wishes for a topic, and is sent others that begin with it, or no longer so. Whoever wishes for most is
  /// ended while all wish for too much.
  /// - Returns: `false` if it was ended, or has gone.
  func subscribe(_ descriptor: Int32?, to wish: [UInt8], as topics: [[UInt8]], isOn: Bool) -> Bool {
    guard let descriptor else { return true }
    return state.withLock { state in
      // Never counted for a connection that had the descriptor before.
      state.accept(descriptor, on: .iopub)
      guard var connection = state.all[descriptor] else {
        // One over ipc is not counted.
        return state.closing[descriptor] == nil && fcntl(descriptor, F_GETFD) >= 0
      }
      if isOn {
        connection.wishes.insert(wish)
        connection.topics.formUnion(topics)
      } else {
        connection.wishes.remove(wish)
        connection.topics.subtract(topics)
      }
      state.all[descriptor] = connection
      if isOn { state.endWishes() }
      if !state.ended.isEmpty { bell.ring() }
      return state.all[descriptor] != nil
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
      state.endTopics()
      state.endMany()
      state.endArriving(memory)
      state.endLeaving()
      defer { state.ended = [] }
      return state.ended
    }
  }
}

extension Connections.State {
  /// Begins to count the connection for which the descriptor stands now.
  fileprivate mutating func accept(_ descriptor: Int32, on channel: Channel?) {
    let old = all[descriptor]
    guard let connection = Connection(descriptor, on: channel),
      old?.cookie != connection.cookie || old?.channel != channel,
      closing[descriptor] != connection.cookie
    else { return }
    all[descriptor] = connection
  }

  /// Whether the descriptor is a connection that is counted; it may have been accepted a moment ago.
  fileprivate mutating func known(_ descriptor: Int32, on channel: Channel?) -> Bool {
    if all[descriptor] == nil { accept(descriptor, on: channel) }
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
    closing = closing.filter { ConnectionCounts($0.key)?.cookie == $0.value }
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
    closing[descriptor] = connection.cookie
    hasTakenMuch = true
  }

  private mutating func end(_ descriptors: some Sequence<Int32>, because reason: String) {
    for descriptor in descriptors {
      ended.append(
        Connections.Ending(channel: all[descriptor].flatMap(\.channel), reason: reason))
      end(descriptor)
    }
  }

  private static let muchWished = "more than \(Quotas.topics >> 10) KiB of topics"

  /// Ends whoever wishes for most, while all together wish for too much.
  fileprivate mutating func endWishes() {
    while true {
      let wishes = all.values.reduce(into: Wishes()) { $0.insert($1.wishes) }
      guard wishes.bytes > Quotas.topics,
        let most = all.max(by: { $0.value.wishes.bytes < $1.value.wishes.bytes })
      else { return }
      end([most.key], because: Connections.State.muchWished)
    }
  }

  /// Subscriptions that come together are worked through inside libzmq, before we know of one.
  fileprivate mutating func endTopics() {
    let eager = all.filter { $0.value.channel == .iopub && $0.value.arriving > Quotas.topics }
    end(eager.keys, because: Connections.State.muchWished)
  }

  /// The higher numbers are the younger connections, mostly.
  fileprivate mutating func endMany() {
    let subscribers = all.filter { $0.value.channel == .iopub }
    end(subscribers.keys, but: Quotas.subscribers)
    end(all.keys, but: Quotas.connections)
  }

  private mutating func end(_ descriptors: some Sequence<Int32>, but most: Int) {
    end(descriptors.sorted().dropFirst(most), because: "there are \(most) others")
  }

  /// Ends whatever holds most, where it is too much or takes more than twice the memory: many small parts do.
  fileprivate mutating func endArriving(_ memory: Int) {
    let arriving = all.values.reduce(0) { $0 + max(0, $1.arriving) }
    if arriving <= Quotas.arrivingUnnoticed {
      calmMemory = memory
      return
    }
    let growth = memory - min(memory, calmMemory)
    let isSwollen = growth > 2 * arriving + 4 * Quotas.arrivingUnnoticed
    guard arriving > Quotas.arriving || isSwollen,
      let most = all.max(by: { $0.value.arriving < $1.value.arriving })
    else { return }
    end(
      [most.key], because: "\(mebibytes(most.value.arriving)) of a message that is not whole")
  }

  fileprivate mutating func endLeaving() {
    // What is published waits once for all subscribers.
    let subscribers = all.values.filter { $0.channel == .iopub }.map(\.leaving).max() ?? 0
    let others = all.values.filter { $0.channel != .iopub }.reduce(0) { $0 + max(0, $1.leaving) }
    guard subscribers + others > Quotas.leaving,
      let most = all.max(by: { $0.value.leaving < $1.value.leaving })
    else { return }
    end(
      [most.key], because: "\(mebibytes(most.value.leaving)) wait that its client does not read")
  }
}
