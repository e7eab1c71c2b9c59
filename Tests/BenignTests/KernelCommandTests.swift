// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterProtocol
import Testing
import ZeroMQ

@Suite("benign kernel")
struct KernelCommandTests {
  let folder: TemporaryFolder
  let context: Context

  init() throws {
    folder = try TemporaryFolder()
    context = try Context()
  }

  private func connectionFile(key: String = "k") throws -> String {
    try folder.write(
      """
      {"transport": "ipc", "ip": "\(folder.path)/k", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
       "control_port": 4, "hb_port": 5, "key": "\(key)", "signature_scheme": "hmac-sha256"}
      """, to: "connection.json")
  }

  /// Waits until the kernel echoes a heartbeat.
  private func beats() throws -> Bool {
    let socket = try Socket(.request, in: context)
    try socket.set(.linger(0))
    try socket.set(.receiveTimeout(20_000))
    try socket.connect(to: "ipc://\(folder.path)/k-5")
    try socket.send([Array("ping".utf8)])
    return try socket.receiveWaiting() == [Array("ping".utf8)]
  }

  @Test("SIGINT leaves an idle kernel alone, SIGTERM ends it with success")
  func signals() throws {
    let kernel = try Executable("kernel", "--connection-file", connectionFile())
    #expect(try beats())
    kernel.process.interrupt()
    #expect(try beats())
    kernel.process.terminate()
    let (status, output, errors) = try kernel.result()
    #expect(status == 0)
    #expect(output == "")
    #expect(errors == "")
    // The sockets' files are gone.
    #expect(try folder.contents(of: ".") == ["connection.json"])
  }

  @Test("a limit of open files that its sockets do not fit in is told")
  func openFiles() throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "ulimit -n 30; exec \"$0\" kernel --connection-file \"$1\"", try Executable.url.path(),
      try connectionFile(),
    ]
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationStatus == 1 && process.terminationReason == .exit)
    #expect(said == "Error: a process may open 30 files here, and a kernel needs 64: ulimit -n\n")
  }

  @Test(
    "what a client adds to the command is ignored with a warning, and the kernel lives",
    arguments: [["a.benign"], ["--file=a", "-x", "b c"], ["--", "--ip", "0"], ["run", "kernel"]])
  func addedArguments(added: [String]) throws {
    let kernel = try Executable(["kernel", "--connection-file", connectionFile()] + added)
    #expect(try beats())
    kernel.process.terminate()
    let (status, output, errors) = try kernel.result()
    #expect(status == 0 && output == "")
    let words = added.map { "\"\($0)\"" }.joined(separator: " ")
    #expect(
      errors == "[benign] warning: arguments that a kernel does not take are ignored: \(words)\n")
  }

  @Test("a taken address ends it with an error that names the address")
  func takenAddress() throws {
    let file = try connectionFile()
    let taken = try Socket(.router, in: context)
    try taken.bind(to: "tcp://127.0.0.1:*")
    let endpoint = try taken.lastEndpoint()
    let port = try #require(endpoint.split(separator: ":").last)
    let text = try String(contentsOfFile: file, encoding: .utf8)
      .replacing("ipc", with: "tcp").replacing("\(folder.path)/k", with: "127.0.0.1")
      .replacing(/_port": [0-9]/, with: #"_port": \#(port)"#)
    let changed = try folder.write(text, to: "taken.json")
    let (status, _, errors) = try Executable("kernel", "--connection-file", changed).result()
    #expect(status == 1)
    #expect(errors == "Error: the address \(endpoint) is already in use\n")
  }

  @Test("a missing or broken connection file is named")
  func brokenFile() throws {
    let missing = try Executable("kernel", "--connection-file", "/none").result()
    #expect(missing.status == 1)
    #expect(missing.errors == "Error: cannot read the connection file /none\n")
    let file = try folder.write("{", to: "broken.json")
    let broken = try Executable("kernel", "--connection-file", file).result()
    #expect(broken.status == 1)
    #expect(broken.errors.hasPrefix("Error: the connection file \(file): malformed JSON"))
  }

  @Test("an empty key is warned of on stderr")
  func emptyKey() throws {
    let kernel = try Executable("kernel", "--connection-file", connectionFile(key: ""))
    #expect(try beats())
    kernel.process.terminate()
    #expect(
      try kernel.result().errors.hasPrefix("[benign] warning: the connection file has no key"))
  }

  @Test("the kernel ends when the process that started it does")
  func parentDeath() throws {
    // The shell starts the kernel, tells its pid, and ends.
    let file = try connectionFile()
    let kernel = try Executable.url.path()
    let shell = Process()
    let output = Pipe()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c",
      "JPY_PARENT_PID=$$ \(kernel) kernel --connection-file \(file) </dev/null >/dev/null 2>&1 & echo $!; read line",
    ]
    let input = Pipe()
    shell.standardInput = input
    shell.standardOutput = output
    try shell.run()
    #expect(try beats())
    try input.fileHandleForWriting.close()
    shell.waitUntilExit()
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let pid = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    var attempts = 0
    while kill(pid, 0) == 0, attempts < 100 {
      usleep(100_000)
      attempts += 1
    }
    #expect(attempts < 100, "the kernel still runs 10 s later")
    if attempts == 100 { kill(pid, SIGKILL) }
  }
}
