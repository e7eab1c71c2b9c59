// SPDX-License-Identifier: Apache-2.0

import JupyterKernel
import JupyterProtocol
import Synchronization
import Testing

@Suite("Aborting what waits")
final class AbortTests: KernelSuite {
  private func send(_ codes: [String], _ options: [String: JSONValue] = [:]) throws -> [String] {
    // Written first, so that the kernel cannot be quicker.
    let requests = try codes.map { try client.request("execute_request", client.cell($0, options)) }
    return try requests.map { try client.send($0) }
  }

  /// Codes that ran, in order.
  private var ran: [String] { kernel.interpreter.cells.withLock { $0.map(\.code) } }

  @Test("cells sent together behind one that fails do not run, and each is answered and idle")
  func abort() throws {
    // Many rounds, because the failure is quicker than the client's sending.
    for round in 0..<50 {
      let ids = try send(["result \(round)", "fail", "print never", "print never"])
      let replies = try ids.map { _ in try client.reply() }
      #expect(replies.map(\.parent) == ids)
      #expect(
        replies.map { $0.content["ename"]?.text ?? "ok" } == [
          "ok", "Failure", "Aborted", "Aborted",
        ],
        "round \(round)")
      let count = JSONValue.integer(Int64(2 * round + 2))
      for reply in replies[1...] {
        #expect(reply.content["status"] == "error")
        #expect(reply.content["execution_count"] == count)
        #expect(reply.content["evalue"] != nil)
        #expect(reply.content["traceback"] != nil)
      }
      for id in ids.prefix(2) { _ = try client.publications(of: id) }
      for id in ids.suffix(2) {
        #expect(try client.publications(of: id).outline == ["busy", "idle"])
      }
    }
    #expect(!ran.contains("print never"))
  }

  @Test("a cell sent after the failure was known runs at once")
  func afterwards() throws {
    for _ in 0..<20 {
      #expect(try client.execute("fail").reply["status"] == "error")
      #expect(try client.execute("result 1").reply["status"] == "ok")
    }
  }

  @Test("a cell written before the failure but arriving later does not run")
  func late() throws {
    let early = try client.request("execute_request", client.cell("print never"))
    _ = try client.execute("fail")
    try client.send(early)
    #expect(try client.reply().content["ename"] == "Aborted")
    #expect(ran == ["fail"])
  }

  @Test(
    "a date that cannot be true is not held against a cell",
    arguments: [
      "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "", "yesterday",
    ])
  func incredibleDate(_ date: String) throws {
    _ = try client.execute("fail")
    let cell = client.cell("result 1")
    try client.send(client.request("execute_request", cell, date: date))
    #expect(try client.reply().content["status"] == "ok")
  }

  @Test("questions among the aborted cells are answered")
  func questions() throws {
    _ = try send(["wait", "print never"])
    let question = try client.send(client.request("kernel_info_request"))
    #expect(try client.reply().parent == question)
    try client.send(client.request("interrupt_request"), on: .control)
    #expect(try client.reply().content["ename"] == "Interrupted")
    #expect(try client.reply().content["ename"] == "Aborted")
  }

  @Test(
    "with stop_on_error false, or silent, nothing is aborted",
    arguments: ["stop_on_error", "silent"])
  func exceptions(_ option: String) throws {
    let value = JSONValue.boolean(option == "silent")
    _ = try send(["fail"], [option: value])
    _ = try send(["result 1"])
    #expect(try client.reply().content["ename"] == "Failure")
    #expect(try client.reply().content["status"] == "ok")
  }

  @Test("a failure on the main shell leaves subshells alone")
  func subshells() throws {
    let id = try #require(
      try client.ask("create_subshell_request", on: .control).reply["subshell_id"]?.text)
    try client.send(client.request("execute_request", client.cell("hold"), subshell: id))
    let other = try client.send(
      client.request("execute_request", client.cell("result 1"), subshell: id))
    #expect(try client.execute("fail").reply["ename"] == "Failure")
    kernel.interpreter.isReleased.store(true, ordering: .releasing)
    #expect(try client.reply().content["status"] == "ok")
    let reply = try client.reply()
    #expect(reply.parent == other)
    #expect(reply.content["status"] == "ok")
  }
}
