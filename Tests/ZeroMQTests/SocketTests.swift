// SPDX-License-Identifier: Apache-2.0

import Testing
import ZeroMQ

@Suite("Sockets")
struct SocketTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("a message keeps its frames, empty ones and every byte value included")
  func framesSurvive() throws {
    let context = try Context()
    let router = try Socket(.router, in: context)
    try router.bind(to: "tcp://127.0.0.1:*")
    let dealer = try Socket(.dealer, in: context)
    try dealer.set(.linger(0))
    try dealer.set(identity: bytes("me"))
    try dealer.connect(to: try router.lastEndpoint())
    let frames = [[], Array(0...255), bytes("x")]
    #expect(try dealer.send(frames))
    try router.set(.receiveTimeout(5000))
    #expect(try router.receiveWaiting() == [bytes("me")] + frames)
    #expect(try router.receive() == nil)
  }

  @Test("binding a taken port says so")
  func takenPort() throws {
    let context = try Context()
    let first = try Socket(.router, in: context)
    let endpoint = try first.bindAnywhere()
    let second = try Socket(.router, in: context)
    do throws(ZeroMQError) {
      try second.bind(to: endpoint)
      Issue.record("the second bind succeeded")
    } catch {
      #expect(error.isAddressInUse)
      #expect("\(error)" == "zmq_bind \(endpoint): Address already in use")
    }
  }

  @Test("a router gives an identity to whoever claimed it last")
  func handover() throws {
    let context = try Context()
    let router = try Socket(.router, in: context)
    try router.set(.handsOverIdentities)
    try router.set(.receiveTimeout(5000))
    let endpoint = try router.bindAnywhere()
    let old = try Socket(.dealer, in: context)
    let new = try Socket(.dealer, in: context)
    try old.set(identity: bytes("same"))
    try new.set(identity: bytes("same"))
    try old.connect(to: endpoint)
    try old.send([bytes("1")])
    #expect(try router.receiveWaiting() == [bytes("same"), bytes("1")])
    try new.connect(to: endpoint)
    try new.send([bytes("2")])
    #expect(try router.receiveWaiting() == [bytes("same"), bytes("2")])
    try router.send([bytes("same"), bytes("reply")])
    try new.set(.receiveTimeout(5000))
    #expect(try new.receiveWaiting() == [bytes("reply")])
    #expect(try old.receive() == nil)
  }

  @Test("a publisher by hand reports every subscription and sends only what was accepted")
  func manualSubscription() throws {
    let context = try Context()
    let publisher = try Socket(.publisher, in: context)
    try publisher.set(.acceptsSubscriptionsByHand)
    try publisher.set(.receiveTimeout(5000))
    let endpoint = try publisher.bindAnywhere()
    for name in ["first", "second"] {
      let subscriber = try Socket(.subscriber, in: context)
      try subscriber.subscribe(to: [])
      try subscriber.connect(to: endpoint)
      // The first subscriber's going is an event too.
      var event = try publisher.receiveWaiting()
      while event == [[0]] { event = try publisher.receiveWaiting() }
      #expect(event == [[1]], "\(name)")
      try publisher.send([bytes("topic"), bytes("too early")])
      try publisher.subscribe(to: bytes("topic"))
      try publisher.send([bytes("topic"), bytes("heard")])
      try subscriber.set(.receiveTimeout(5000))
      #expect(try subscriber.receiveWaiting() == [bytes("topic"), bytes("heard")])
    }
  }

  @Test("a context that is shut down ends a waiting receive")
  func termination() throws {
    let context = try Context()
    let socket = try Socket(.router, in: context)
    try socket.bind(to: "tcp://127.0.0.1:*")
    context.shutdown()
    do throws(ZeroMQError) {
      _ = try socket.receiveWaiting()
      Issue.record("the receive returned")
    } catch {
      #expect(error.isTermination)
    }
  }
}

extension Socket {
  /// Binds it to a free port.
  /// - Returns: the address.
  fileprivate borrowing func bindAnywhere() throws(ZeroMQError) -> String {
    try bind(to: "tcp://127.0.0.1:*")
    return try lastEndpoint()
  }
}
