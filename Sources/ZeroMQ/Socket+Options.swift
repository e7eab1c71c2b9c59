// SPDX-License-Identifier: Apache-2.0

import CZeroMQ

extension Socket {
  /// Options with a whole number or a switch as value.
  public enum Option: Sendable {
    /// Milliseconds that a closed socket still tries to send what it holds.
    case linger(Int32)
    /// Messages held for one peer in each direction before libzmq drops (publisher, router) or waits.
    case highWaterMark(Int32)
    /// Messages of one peer that may have come before it must wait.
    case mostReceived(Int32)
    /// Bytes that the system takes from a peer before they are read.
    case receiveBuffer(Int32)
    /// Bytes above which a frame ends its connection.
    case largestFrame(Int64)
    /// A peer that comes back under the same identity takes the place of its old connection.
    case handsOverIdentities
    /// A publisher sends nothing until `accept(subscription:)` says so, and sees every subscription.
    case acceptsSubscriptionsByHand
    /// Milliseconds after which a blocking receive gives up.
    case receiveTimeout(Int32)
  }

  public borrowing func set(_ option: Option) throws(ZeroMQError) {
    switch option {
    case .linger(let milliseconds):
      try set(ZMQ_LINGER, milliseconds)
    case .highWaterMark(let messages):
      try set(ZMQ_SNDHWM, messages)
      try set(ZMQ_RCVHWM, messages)
    case .mostReceived(let messages):
      try set(ZMQ_RCVHWM, messages)
    case .receiveBuffer(let bytes):
      try set(ZMQ_RCVBUF, bytes)
    case .largestFrame(let bytes):
      try set(ZMQ_MAXMSGSIZE, bytes)
    case .handsOverIdentities:
      try set(ZMQ_ROUTER_HANDOVER, Int32(1))
    case .acceptsSubscriptionsByHand:
      try set(ZMQ_XPUB_VERBOSE, Int32(1))
      try set(ZMQ_XPUB_MANUAL, Int32(1))
    case .receiveTimeout(let milliseconds):
      try set(ZMQ_RCVTIMEO, milliseconds)
    }
  }

  /// The identity under which a router knows this socket; set before connecting.
  public borrowing func set(identity: [UInt8]) throws(ZeroMQError) {
    try set(ZMQ_ROUTING_ID, bytes: identity)
  }

  /// Of a subscriber: wishes topics that begin with `topic`. Of a publisher by hand: lets the peer whose
  /// event was received last have them; without effect when that peer has gone.
  public borrowing func subscribe(to topic: [UInt8]) throws(ZeroMQError) {
    try set(ZMQ_SUBSCRIBE, bytes: topic)
  }

  /// Takes a `subscribe` back.
  public borrowing func unsubscribe(from topic: [UInt8]) throws(ZeroMQError) {
    try set(ZMQ_UNSUBSCRIBE, bytes: topic)
  }

  /// The endpoint that the system chose for a bind to port 0 (`tcp://127.0.0.1:*`).
  public borrowing func lastEndpoint() throws(ZeroMQError) -> String {
    var text = [CChar](repeating: 0, count: 1024)
    var size = text.count
    guard zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &size) == 0 else {
      throw .last("zmq_getsockopt ZMQ_LAST_ENDPOINT")
    }
    return String(
      decoding: text.prefix(max(size, 1) - 1).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private borrowing func set<Value: BitwiseCopyable>(
    _ option: Int32, _ value: Value
  ) throws(ZeroMQError) {
    let status = withUnsafePointer(to: value) {
      zmq_setsockopt(handle, option, $0, MemoryLayout<Value>.size)
    }
    guard status == 0 else { throw .last("zmq_setsockopt \(option)") }
  }

  private borrowing func set(_ option: Int32, bytes: [UInt8]) throws(ZeroMQError) {
    guard zmq_setsockopt(handle, option, bytes, bytes.count) == 0 else {
      throw .last("zmq_setsockopt \(option)")
    }
  }
}
