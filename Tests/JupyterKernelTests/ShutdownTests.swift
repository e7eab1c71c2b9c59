// SPDX-License-Identifier: Apache-2.0

import JupyterKernel
import JupyterProtocol
import Synchronization
import Testing

@Suite("Shutdown")
struct ShutdownTests {
  @Test("it is answered, told to every client, and the server returns", arguments: [true, false])
  func shutdown(_ restart: Bool) throws {
    let kernel = try TestKernel()
    let client = try TestClient(kernel)
    let other = try TestClient(kernel)
    let (reply, published) = try client.ask(
      "shutdown_request", ["restart": .boolean(restart)], on: .control)
    #expect(reply == ["status": "ok", "restart": .boolean(restart)])
    #expect(published.outline == ["busy", "shutdown_reply", "idle"])
    #expect(try (0..<3).map { _ in try other.publication() }.outline == published.outline)
    #expect(try kernel.ending() == .shutdown(restart: restart))
  }

  @Test("what runs is interrupted, what waits is aborted, and both are answered before the end")
  func running() throws {
    let kernel = try TestKernel()
    let client = try TestClient(kernel)
    let id = try #require(
      try client.ask("create_subshell_request", on: .control).reply["subshell_id"]?.text)
    for subshell in [nil, id] {
      for code in ["display x\nwait", "print never"] {
        try client.send(client.request("execute_request", client.cell(code), subshell: subshell))
      }
      while try client.publication().type != "display_data" {}
    }
    try client.send(client.request("shutdown_request", ["restart": false]), on: .control)
    #expect(try client.reply(on: .control).content["status"] == "ok")
    let names = try (0..<4).map { _ in try client.reply().content["ename"]?.text ?? "" }
    #expect(names.sorted() == ["Aborted", "Aborted", "Interrupted", "Interrupted"])
    #expect(try kernel.ending() == .shutdown(restart: false))
  }

  @Test("a cell that ignores its interruption cannot keep the server")
  func stubborn() throws {
    let kernel = try TestKernel()
    let client = try TestClient(kernel)
    try client.start("display x\nhold")
    _ = try client.ask("shutdown_request", ["restart": false], on: .control)
    #expect(try kernel.ending() == .shutdown(restart: false))
    kernel.interpreter.isReleased.store(true, ordering: .releasing)
  }

  @Test("a hundred restarts on the same ports serve the client that stays connected")
  func restarts() throws {
    let connection = try Ports.free()
    var sessions: Set<String> = []
    for _ in 0..<100 {
      let kernel = try TestKernel(connection: connection)
      let client = try TestClient(kernel)
      let (reply, published) = try client.execute("result 1")
      #expect(reply["execution_count"] == 1)
      sessions.formUnion(published.map(\.message.header.session))
      _ = try client.ask("shutdown_request", ["restart": true], on: .control)
      #expect(try kernel.ending() == .shutdown(restart: true))
    }
    #expect(sessions.count == 100)
  }
}
