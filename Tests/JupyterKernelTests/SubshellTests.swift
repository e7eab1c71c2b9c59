// SPDX-License-Identifier: Apache-2.0

import JupyterKernel
import JupyterProtocol
import Synchronization
import Testing

@Suite("Subshells")
final class SubshellTests: KernelSuite {
  private func create() throws -> String {
    try #require(try client.ask("create_subshell_request", on: .control).reply["subshell_id"]?.text)
  }

  private func list() throws -> JSONValue? {
    try client.ask("list_subshell_request", on: .control).reply["subshell_id"]
  }

  @Test("they are created, listed without the main shell, and deleted")
  func life() throws {
    #expect(try list() == [])
    let ids = [try create(), try create()]
    #expect(try list() == .array(ids.sorted().map(JSONValue.string)))
    let deletion = JSONValue.object(["subshell_id": .string(ids[0])])
    #expect(
      try client.ask("delete_subshell_request", deletion, on: .control).reply == ["status": "ok"])
    #expect(try list() == [.string(ids[1])])
    let again = try client.ask("delete_subshell_request", deletion, on: .control).reply
    #expect(again["status"] == "error")
    #expect(again["ename"] == "UnknownSubshell")
  }

  @Test("a cell on a subshell runs beside one on the main shell, with its own count and history")
  func beside() throws {
    let main = try client.start("display x\nwait")
    let id = try create()
    let (reply, published) = try client.execute(
      "result 1", ["user_expressions": ["where": "x"]], subshell: id)
    #expect(reply["status"] == "ok")
    #expect(reply["execution_count"] == 1)
    let value = reply["user_expressions"]?["where"]?["data"]?["text/plain"]
    #expect(value == .string("x on subshell(\"\(id)\")"))
    #expect(published.outline == ["busy", "execute_input", "execute_result", "idle"])
    let restated = try client.publication()
    #expect([restated].outline == ["busy"])
    #expect(restated.parent == main)
    let history: JSONValue = ["hist_access_type": "tail", "n": 9]
    #expect(
      try client.ask("history_request", history, subshell: id).reply["history"]
        == [[1, 1, "result 1"]])
    #expect(try client.ask("history_request", history).reply["history"] == [])
    let workers = kernel.interpreter.cells.withLock { $0.map(\.shell) }
    #expect(workers == [.main, .subshell(id)])
    _ = try client.ask("interrupt_request", on: .control)
  }

  @Test("an interrupt is for the whole process")
  func interrupt() throws {
    let id = try create()
    for subshell in [nil, id] { try client.start("display x\nwait", subshell: subshell) }
    try client.send(client.request("interrupt_request"), on: .control)
    #expect(try client.reply().content["ename"] == "Interrupted")
    #expect(try client.reply().content["ename"] == "Interrupted")
  }

  @Test("deleting a subshell ends its cell and aborts what waits there")
  func deletion() throws {
    let id = try create()
    for code in ["display x\nwait", "print never"] {
      try client.send(client.request("execute_request", client.cell(code), subshell: id))
    }
    while try client.publication().type != "display_data" {}
    // Control overtakes shell: this answer says that both cells have come.
    #expect(try client.ask("kernel_info_request").reply["status"] == "ok")
    _ = try client.ask(
      "delete_subshell_request", ["subshell_id": .string(id)], on: .control)
    let names = Set(
      [try client.reply(), try client.reply()].compactMap { $0.content["ename"]?.text })
    #expect(names == ["Interrupted", "Aborted"])
  }

  @Test(
    "a subshell that does not exist is an error, busy and idle, whatever is asked of it",
    arguments: ["execute_request", "kernel_info_request", "complete_request"])
  func unknown(_ type: String) throws {
    let (reply, published) = try client.ask(type, ["code": "a"], subshell: "none")
    #expect(reply["status"] == "error")
    #expect(reply["ename"] == "UnknownSubshell")
    #expect((reply["execution_count"] != nil) == (type == "execute_request"))
    #expect(published.outline == ["busy", "idle"])
  }

  @Test("a hundred subshells come and go")
  func many() throws {
    for _ in 0..<100 {
      let id = try create()
      #expect(try client.execute("result 1", subshell: id).reply["status"] == "ok")
      _ = try client.ask("delete_subshell_request", ["subshell_id": .string(id)], on: .control)
    }
    #expect(try list() == [])
  }
}
