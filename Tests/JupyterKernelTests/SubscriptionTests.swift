// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterProtocol
import Testing
import ZeroMQ

@testable import JupyterKernel

@Suite("Subscriptions")
struct SubscriptionTests {
  private let context: Context
  private let session: KernelSession
  private let connections: Connections

  init() throws {
    context = try Context()
    connections = try Connections()
    session = try KernelSession(
      username: "tests", framing: MessageFraming(signer: MessageSigner(key: TestKernel.key)))
  }

  private func publisher() throws -> Socket {
    let publisher = try Socket(.publisher, in: context)
    try publisher.set(.acceptsSubscriptionsByHand)
    try publisher.set(.receiveTimeout(5000))
    try publisher.set(.linger(0))
    try publisher.bind(to: "tcp://127.0.0.1:*")
    return publisher
  }

  private func subscriber(of publisher: borrowing Socket) throws -> Socket {
    let subscriber = try Socket(.subscriber, in: context)
    try subscriber.set(.receiveTimeout(5000))
    try subscriber.subscribe(to: [])
    try subscriber.connect(to: publisher.lastEndpoint())
    return subscriber
  }

  /// The next message, which must come.
  private func next(from socket: borrowing Socket) throws -> [[UInt8]] {
    let frames = try socket.receiveWaiting()
    return try #require(frames)
  }

  /// The next event, which must come.
  private func nextEvent(at publisher: borrowing Socket) throws -> Incoming {
    let event = try publisher.receive(frames: 1, waiting: true)
    return try #require(event)
  }

  /// The next wish for a subscription; farewells before it are obeyed.
  private func wish(
    at publisher: borrowing Socket, _ subscriptions: inout Subscriptions
  ) throws -> Incoming {
    while true {
      let event = try nextEvent(at: publisher)
      if event.frames[0].first == 1 { return event }
      try subscriptions.obey(event, on: publisher)
    }
  }

  @Test("whoever comes while another goes is welcomed and hears what follows")
  func comingAndGoing() throws {
    let publisher = try publisher()
    var subscriptions = Subscriptions(session: session, connections: connections)
    // What libzmq notices of a farewell, and when, is a matter of microseconds: it meets the welcome in some of the rounds.
    for round in 1...400 {
      let event: Incoming
      let newcomer: Socket
      do {
        let old = try subscriber(of: publisher)
        let first = try wish(at: publisher, &subscriptions)
        try subscriptions.obey(first, on: publisher)
        _ = try next(from: old)
        newcomer = try subscriber(of: publisher)
        event = try wish(at: publisher, &subscriptions)
      }
      if round % 2 == 0 { Thread.sleep(forTimeInterval: 5e-6 * Double(round)) }
      try subscriptions.obey(event, on: publisher)
      // The welcome.
      _ = try next(from: newcomer)
      let topic = session.topics.topic(of: "status")
      try publisher.send([topic])
      let heard = try next(from: newcomer)
      #expect(heard == [topic], "round \(round)")
    }
  }

  @Test(
    "what is neither a subscription nor its end changes nothing",
    arguments: [[], [2], [255, 1]])
  func nonsense(_ event: [UInt8]) throws {
    let publisher = try publisher()
    var subscriptions = Subscriptions(session: session, connections: connections)
    let client = try subscriber(of: publisher)
    try subscriptions.obey(try nextEvent(at: publisher), on: publisher)
    // The welcome.
    _ = try next(from: client)
    try subscriptions.obey(Incoming(frames: [event]), on: publisher)
    let topic = session.topics.topic(of: "status")
    try publisher.send([topic])
    let heard = try next(from: client)
    #expect(heard == [topic])
  }
}
