// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterProtocol
import Logging
import Synchronization
import ZeroMQ

@testable import JupyterKernel

/// A real server on a thread of its own, with sockets in a folder of its own; both go with their owner.
final class TestKernel: Sendable {
  static let key = "a key for tests"

  let connection: ConnectionInfo
  let interpreter = EchoInterpreter()
  /// Where its threads report that they cannot go on.
  let breakdown: Breakdown
  private let folder: URL
  private let outcome = Outcome()

  init(key: String = TestKernel.key, connection: ConnectionInfo? = nil) throws {
    folder = URL(filePath: "/tmp/benign-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    breakdown = try Breakdown()
    self.connection = try connection ?? TestKernel.connection(in: folder, key: key)
    let server = KernelServer(
      connection: self.connection, interpreter: interpreter, settings: KernelServer.Settings(),
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let thread = Thread { [outcome, breakdown] in
      outcome.set(Result { () throws(KernelError) in try server.run(breakdown) })
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  deinit {
    interpreter.isReleased.store(true, ordering: .releasing)
    if !outcome.isKnown {
      try? shutDown()
      _ = try? outcome.wait()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Waits at most five seconds for the server to return.
  func ending() throws -> KernelServer.Ending? { try outcome.wait() }

  private func shutDown() throws {
    let request = try Message(
      identities: [],
      header: MessageHeader(
        id: UUID().uuidString, type: "shutdown_request", session: "owner", username: "owner",
        date: ""),
      content: JSONText(encoding: ["restart": false]))
    let framing = MessageFraming(signer: MessageSigner(key: connection.key))
    let socket = try Socket(.dealer, in: Context())
    try socket.set(.linger(0))
    try socket.set(.receiveTimeout(5000))
    try socket.connect(to: connection.endpoint(port: connection.controlPort))
    try socket.send(framing.frames(of: request))
    _ = try socket.receiveWaiting()
  }

  private static func connection(in folder: URL, key: String) throws -> ConnectionInfo {
    let text = """
      {"transport": "ipc", "ip": "\(folder.path())/k", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
      "control_port": 4, "hb_port": 5, "key": "\(key)", "signature_scheme": "hmac-sha256"}
      """
    return try ConnectionInfo(parsing: JSONText(bytes: Array(text.utf8)))
  }

  /// What the server's thread returned, once it has.
  private final class Outcome: Sendable {
    private let result = Mutex<Result<KernelServer.Ending, KernelError>?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    var isKnown: Bool { result.withLock { $0 != nil } }

    func set(_ value: Result<KernelServer.Ending, KernelError>) {
      result.withLock { $0 = value }
      ended.signal()
    }

    func wait() throws -> KernelServer.Ending? {
      guard ended.wait(timeout: .now() + 5) == .success else { return nil }
      ended.signal()
      return try result.withLock { $0 }?.get()
    }
  }
}
