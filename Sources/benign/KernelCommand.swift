// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignLanguage
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
      With BENIGN_PROGRESS=none no cell shows how far it is: its outputs do not depend on how long it takes.
      """)

  @Option(name: .customLong("connection-file"), help: "The client wrote it: ports and key.")
  var connectionFile: String

  @Option(
    help:
      "The lexer of Pygments that clients colour cells by: benign, where our Python package is installed."
  )
  var lexer = "python"

  /// `jupyter run --kernel=benign FILE` and `jupyter console` hand what they were given on to the kernel.
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("What a client adds to the command; it is ignored.", visibility: .hidden))
  var others: [String] = []

  func run() throws {
    let log = Logger(label: "benign") { _ in StandardErrorLog() }
    if !others.isEmpty {
      let words = others.map(PlainText.quoted).joined(separator: " ")
      log.warning("arguments that a kernel does not take are ignored: \(words)")
    }
    try Self.checkOpenFiles()
    let connection = try connection()
    if isOpenToOthers {
      log.warning(
        "others than you may read or change the connection file \(connectionFile): whoever reads it can run cells as you"
      )
    }
    let settings = KernelServer.Settings(
      username: environment("USER") ?? "kernel", signals: try ProcessSignals(),
      parent: ParentWatch(claimed: environment("JPY_PARENT_PID")))
    let keeper = Benign.makeKeeper(connectionFile: connectionFile, connection)
    let interpreter = BenignInterpreter(
      store: Benign.makeStore(), keeper: keeper, lexer: lexer)
    let server = KernelServer(
      connection: connection, interpreter: interpreter, settings: settings, log: log)
    let result = Result { try server.run() }
    interpreter.finish()
    let ending = try result.get()
    log.info("ended: \(ending)")
    // Not `exit`: whatever a cell that ignored its interruption still does must meet no destructors.
    _exit(EXIT_SUCCESS)
  }

  /// Makes sure that the system lets this process open as many files as its sockets take: libzmq ends the process where it does not.
  private static func checkOpenFiles() throws(StartError) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur < leastOpenFiles else { return }
    limit.rlim_cur = min(leastOpenFiles, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur < leastOpenFiles else { return }
    throw StartError(
      "a process may open \(limit.rlim_cur) files here, and a kernel needs \(leastOpenFiles): ulimit -n"
    )
  }

  /// A kernel with both databases and one client has 52 files open, and 5 more for each further client.
  private static let leastOpenFiles: rlim_t = 64

  private func connection() throws(StartError) -> ConnectionInfo {
    guard let text = try? Data(contentsOf: URL(filePath: connectionFile)) else {
      throw StartError("cannot read the connection file \(connectionFile)")
    }
    do {
      return try ConnectionInfo(parsing: JSONText(bytes: Array(text)))
    } catch {
      throw StartError("the connection file \(connectionFile): \(error)")
    }
  }

  /// Whether others than its owner may write the connection file, or read it where they may enter its folder.
  private var isOpenToOthers: Bool {
    let folder = connectionFile.lastIndex(of: "/").map { String(connectionFile[...$0]) } ?? "."
    let (file, around) = (mode(of: connectionFile), mode(of: folder))
    return file & 0o022 != 0 || file & 0o044 != 0 && around & 0o011 != 0
  }

  private func mode(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : 0
  }

  private func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

/// Why a kernel did not start.
struct StartError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
