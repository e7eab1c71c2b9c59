// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterKernel
import JupyterProtocol
import Testing
import ZeroMQ

/// A Jupyter client with real sockets; every wait ends after five seconds.
final class TestClient {
  enum Port {
    case shell
    case control
    case stdin
  }

  struct Received: Equatable {
    var type: String
    /// The `msg_id` of the request that this belongs to.
    var parent: String?
    var content: JSONValue
    var message: Message
  }

  struct TimedOut: Error {
    var what: String
  }

  let framing: MessageFraming
  private let connection: ConnectionInfo
  let session = UUID().uuidString
  private let context: Context
  private let shell: Socket
  private let control: Socket
  private let stdin: Socket
  private let iopub: Socket
  private var replays = ReplayGuard()
  private var sent = 0
  private var kernel: TestKernel?

  /// Connects, and waits for the welcome.
  init(_ connection: ConnectionInfo, subscription: String = "") throws {
    self.connection = connection
    framing = MessageFraming(signer: MessageSigner(key: connection.key))
    context = try Context()
    shell = try Socket(.dealer, in: context)
    control = try Socket(.dealer, in: context)
    stdin = try Socket(.dealer, in: context)
    iopub = try Socket(.subscriber, in: context)
    try connect(shell, to: connection.endpoint(port: connection.shellPort))
    try connect(control, to: connection.endpoint(port: connection.controlPort))
    try connect(stdin, to: connection.endpoint(port: connection.stdinPort))
    try iopub.subscribe(to: Array(subscription.utf8))
    try connect(iopub, to: connection.endpoint(port: connection.iopubPort))
    let welcome = try publication()
    #expect(welcome.type == "iopub_welcome")
    #expect(welcome.content == ["subscription": .string(subscription)])
  }

  /// Keeps the kernel alive.
  convenience init(_ kernel: TestKernel) throws {
    try self.init(kernel.connection)
    self.kernel = kernel
  }

  private func connect(_ socket: borrowing Socket, to endpoint: String) throws {
    try socket.set(.linger(0))
    try socket.set(.receiveTimeout(5000))
    try socket.set(.highWaterMark(200_000))
    try socket.connect(to: endpoint)
  }

  /// A request of this client that nobody has sent yet.
  func request(
    _ type: String, _ content: JSONValue = [:], subshell: String? = nil, metadata: JSONValue = [:],
    date: String = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)).description
  ) throws -> Message {
    sent += 1
    return try Message(
      identities: [],
      header: MessageHeader(
        id: "\(session)-\(sent)", type: type, session: session, username: "tester", date: date,
        subshellID: subshell),
      metadata: JSONText(encoding: metadata), content: JSONText(encoding: content))
  }

  /// Sends a request.
  /// - Returns: its `msg_id`.
  @discardableResult
  func send(_ message: Message, on port: Port = .shell) throws -> String {
    try send(frames: framing.frames(of: message), on: port)
    return message.header.id
  }

  func send(frames: [[UInt8]], on port: Port = .shell) throws {
    switch port {
    case .shell: try shell.send(frames)
    case .control: try control.send(frames)
    case .stdin: try stdin.send(frames)
    }
  }

  func reply(on port: Port = .shell) throws -> Received {
    let frames =
      switch port {
      case .shell: try shell.receiveWaiting()
      case .control: try control.receiveWaiting()
      case .stdin: try stdin.receiveWaiting()
      }
    return try received(frames, what: "a reply")
  }

  func publication() throws -> Received {
    try received(iopub.receiveWaiting(), what: "a publication")
  }

  /// What the heartbeat port answers.
  func heartbeat(_ bytes: [UInt8]) throws -> [[UInt8]]? {
    let socket = try Socket(.request, in: context)
    try connect(socket, to: connection.endpoint(port: connection.heartbeatPort))
    try socket.send([bytes])
    return try socket.receiveWaiting()
  }

  /// Whether something waits on iopub after so many milliseconds.
  func hearsSomething(within milliseconds: Int) throws -> Bool {
    var poller = Poller()
    let index = poller.watch(iopub)
    try poller.wait(milliseconds: milliseconds)
    return poller.isReady(index)
  }

  /// Publications up to the idle of the request with this id; those of other requests are left out.
  func publications(of id: String) throws -> [Received] {
    var all: [Received] = []
    while true {
      let next = try publication()
      guard next.parent == id else { continue }
      all.append(next)
      if next.content["execution_state"] == "idle" { return all }
    }
  }

  /// Sends a request, takes its reply and its publications.
  func ask(
    _ type: String, _ content: JSONValue = [:], subshell: String? = nil, on port: Port = .shell,
    expectsPublications: Bool = true
  ) throws -> (reply: JSONValue, publications: [Received]) {
    let id = try send(request(type, content, subshell: subshell), on: port)
    let reply = try reply(on: port)
    #expect(reply.parent == id)
    return (reply.content, expectsPublications ? try publications(of: id) : [])
  }

  func execute(_ code: String, _ options: [String: JSONValue] = [:], subshell: String? = nil) throws
    -> (reply: JSONValue, publications: [Received])
  {
    try ask("execute_request", cell(code, options), subshell: subshell)
  }

  /// Sends a cell that displays something and then waits; returns its `msg_id` once it has displayed it.
  @discardableResult
  func start(_ code: String, subshell: String? = nil) throws -> String {
    let id = try send(request("execute_request", cell(code), subshell: subshell))
    while try publication().type != "display_data" {}
    return id
  }

  func cell(_ code: String, _ options: [String: JSONValue] = [:]) -> JSONValue {
    .object(options.merging(["code": .string(code)]) { option, _ in option })
  }

  private func received(_ frames: [[UInt8]]?, what: String) throws -> Received {
    guard let frames else { throw TimedOut(what: what) }
    let message = try framing.message(from: frames, unless: &replays)
    return Received(
      type: message.header.type,
      parent: try message.parentHeader.decode(as: JSONValue.self)["msg_id"]?.text,
      content: try message.content.decode(as: JSONValue.self), message: message)
  }
}

extension [TestClient.Received] {
  /// Types in order, the states of `status` in their place.
  var outline: [String] { map { $0.content["execution_state"]?.text ?? $0.type } }
}
