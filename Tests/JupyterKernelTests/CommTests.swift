// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization
import Testing

@Suite("Comms")
final class CommTests: KernelSuite {
  private func message(_ id: String, _ data: JSONValue, buffers: [[UInt8]] = []) throws -> Message {
    var message = try client.request("comm_msg", ["comm_id": .string(id), "data": data])
    message.buffers = buffers
    return message
  }

  private func open(_ id: String, target: String = "echo") throws -> [TestClient.Received] {
    let content: JSONValue = [
      "comm_id": .string(id), "target_name": .string(target), "data": [:],
    ]
    return try client.publications(of: client.send(client.request("comm_open", content)))
  }

  private func comms(_ content: JSONValue = [:]) throws -> JSONValue? {
    try client.ask("comm_info_request", content).reply["comms"]
  }

  @Test("a comm to a target that nobody knows is closed")
  func unknownTarget() throws {
    let published = try open("c", target: "jupyter.widget")
    #expect(published.outline == ["busy", "comm_close", "idle"])
    #expect(published[1].content == ["comm_id": "c", "data": [:]])
    for type in ["comm_msg", "comm_close"] {
      let id = try client.send(client.request(type, ["comm_id": "c", "data": [:]]))
      #expect(try client.publications(of: id).outline == ["busy", "idle"])
    }
    #expect(try client.ask("comm_info_request").reply == ["status": "ok", "comms": [:]])
  }

  @Test(
    "a client's comm answers with its buffers, is listed by its target, and ends when it is closed")
  func opened() throws {
    #expect(try open("c").outline == ["busy", "idle"])
    #expect(try comms() == ["c": ["target_name": "echo"]])
    #expect(try comms(["target_name": "echo"]) == ["c": ["target_name": "echo"]])
    #expect(try comms(["target_name": "other"]) == [:])
    let answers = try client.publications(
      of: client.send(message("c", [1, "x"], buffers: [[7], []])))
    #expect(answers.outline == ["busy", "comm_msg", "idle"])
    #expect(answers[1].content == ["comm_id": "c", "data": ["data": [1, "x"], "more": false]])
    #expect(answers[1].message.buffers == [[7], []])
    let end = try client.publications(
      of: client.send(client.request("comm_close", ["comm_id": "c", "data": [:]])))
    #expect(end.outline == ["busy", "update_display_data", "idle"])
    #expect(try comms() == [:])
  }

  @Test("a cell opens and closes comms in the order of its outputs, and a silent one opens none")
  func cells() throws {
    let published = try client.execute("print a\nopen c\nprint b").publications
    #expect(
      published.outline == ["busy", "execute_input", "stream", "comm_open", "stream", "idle"])
    #expect(
      published[3].content == ["comm_id": "c", "target_name": "echo", "data": ["is": "new"]])
    #expect(published[3].message.buffers == [[1, 2]])
    #expect(try client.publications(of: client.send(message("c", 1))).count == 3)
    // Who opens it again changes nothing.
    #expect(try open("c").outline == ["busy", "idle"])
    #expect(try client.execute("close c").publications.outline.contains("comm_close"))
    #expect(try comms() == [:])
    _ = try client.execute("open d", ["silent": true])
    #expect(try comms() == [:])
  }

  @Test(
    "messages are answered in their order while a cell runs, and know whether more of them wait")
  func whileACellRuns() throws {
    _ = try open("c")
    try client.start("display x\nhold")
    let ids = try (["hold", 1, 2] as [JSONValue]).map { try client.send(message("c", $0)) }
    // All three have come when the last request of the same socket is answered.
    _ = try client.ask("comm_info_request", expectsPublications: false)
    kernel.interpreter.isReleased.store(true, ordering: .releasing)
    let answers = try ids.map { try client.publications(of: $0) }
    #expect(answers.map(\.outline) == Array(repeating: ["busy", "comm_msg", "idle"], count: 3))
    #expect(answers.map { $0[1].content["data"]?["data"] } == ["hold", 1, 2])
    // Whether they had come when the first was taken, nobody knows.
    #expect(answers.dropFirst().map { $0[1].content["data"]?["more"] } == [true, false])
  }

  @Test("an interrupt ends the answer to a message")
  func interrupt() throws {
    _ = try open("c")
    let id = try client.send(message("c", "hold"))
    while try client.publication().content["execution_state"] != "busy" {}
    _ = try client.ask("interrupt_request", on: .control, expectsPublications: false)
    while try client.publication().parent != id {}
    #expect(try client.publications(of: client.send(message("c", 2))).count == 3)
  }

  @Test("of too many comms that clients open the oldest is closed")
  func quota() throws {
    for number in 0..<256 { _ = try open("\(number)") }
    let published = try open("last")
    #expect(published.outline == ["busy", "comm_close", "idle"])
    #expect(published[1].content["comm_id"] == "0")
  }
}
