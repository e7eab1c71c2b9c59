// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterKernel
import JupyterProtocol
import Logging
import Synchronization

/// A real server on a thread of its own, with sockets in a folder of its own.
final class TestKernel: Sendable {
  static let key = "a key for tests"

  let connection: ConnectionInfo
  let interpreter = EchoInterpreter()
  private let folder: URL
  private let ended = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<KernelServer.Ending, KernelError>?>(nil)

  init(key: String = TestKernel.key, connection: ConnectionInfo? = nil) throws {
    folder = URL(filePath: "/tmp/benign-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.connection = try connection ?? TestKernel.connection(in: folder, key: key)
    let server = KernelServer(
      connection: self.connection, interpreter: interpreter, settings: KernelServer.Settings(),
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let thread = Thread { [self] in
      let outcome = Result { () throws(KernelError) in try server.run() }
      result.withLock { $0 = outcome }
      ended.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Waits at most five seconds for the server to return.
  func ending() throws -> KernelServer.Ending? {
    guard ended.wait(timeout: .now() + 5) == .success else { return nil }
    ended.signal()
    return try result.withLock { $0 }?.get()
  }

  private static func connection(in folder: URL, key: String) throws -> ConnectionInfo {
    let text = """
      {"transport": "ipc", "ip": "\(folder.path())/k", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
      "control_port": 4, "hb_port": 5, "key": "\(key)", "signature_scheme": "hmac-sha256"}
      """
    return try ConnectionInfo(parsing: JSONText(bytes: Array(text.utf8)))
  }
}
