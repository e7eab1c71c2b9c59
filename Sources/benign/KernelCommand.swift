// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Glibc
import JupyterKernel
import JupyterProtocol
import Logging

/// `benign kernel`: serves the clients of one connection file until it is told to stop.
struct KernelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel", abstract: "Serves Jupyter clients; Jupyter itself runs this command.",
    discussion: """
      BENIGN_LOG sets how much is logged on stderr: trace, debug, info, warning (the default), error.
      """)

  @Option(name: .customLong("connection-file"), help: "The client wrote it: ports and key.")
  var connectionFile: String

  func run() throws {
    let log = Logger(label: "benign") { _ in StandardErrorLog() }
    let connection = try ConnectionInfo(parsing: JSONText(bytes: contents(of: connectionFile)))
    let settings = KernelServer.Settings(
      username: environment("USER") ?? "kernel", signals: try ProcessSignals(),
      parent: ParentWatch(claimed: environment("JPY_PARENT_PID")))
    let server = KernelServer(
      connection: connection, interpreter: Benign.makeInterpreter(), settings: settings,
      log: log)
    let ending = try server.run()
    log.info("ended: \(ending)")
    // Not `exit`: whatever a cell that ignored its interruption still does must meet no destructors.
    _exit(EXIT_SUCCESS)
  }

  private func contents(of path: String) throws -> [UInt8] {
    do {
      return try Array(Data(contentsOf: URL(filePath: path)))
    } catch {
      throw ValidationError("cannot read the connection file \(path)")
    }
  }

  private func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
