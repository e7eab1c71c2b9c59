// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Testing

@Suite("Questions")
final class QuestionTests: KernelSuite {
  @Test(
    "kernel_info is the same on shell and control", arguments: [TestClient.Port.shell, .control])
  func kernelInfo(_ port: TestClient.Port) throws {
    let (reply, published) = try client.ask("kernel_info_request", on: port)
    #expect(published.outline == ["busy", "idle"])
    #expect(
      reply == [
        "status": "ok", "protocol_version": "5.5", "implementation": "echo",
        "implementation_version": "2", "banner": "Echo",
        "language_info": [
          "name": "echo", "version": "1", "mimetype": "text/x-echo", "file_extension": ".echo",
          "pygments_lexer": "text", "codemirror_mode": "python",
        ],
        "help_links": [["text": "Echo", "url": "https://example.org"]],
        "supported_features": ["kernel subshells", "iopub_welcome"],
      ])
  }

  @Test(
    "cursors count code points and are clamped to the code",
    arguments: [(3, 3), (0, 0), (-5, 0), (99, 7), (nil, 7)] as [(Int64?, Int)])
  func cursor(_ position: Int64?, _ expected: Int) throws {
    // A letter, a combining accent, a letter, and a family of two people: 3 + 4 code points.
    let code = "e\u{301}x\u{1F469}\u{200D}\u{1F469}\u{1F3FD}"
    var content: [String: JSONValue] = ["code": .string(code)]
    if let position { content["cursor_pos"] = .integer(position) }
    let (reply, _) = try client.ask("complete_request", .object(content))
    #expect(reply["cursor_start"] == 0)
    #expect(reply["cursor_end"] == .integer(Int64(expected)))
    let head = String(String.UnicodeScalarView(code.unicodeScalars.prefix(expected)))
    #expect(reply["matches"] == [.string(head), "other"])
    let end = JSONValue.integer(Int64(expected))
    let items = reply["metadata"]?["_jupyter_types_experimental"]
    #expect(
      items == [
        [
          "text": .string(head), "type": "keyword", "start": 0, "end": end,
          "signature": .string("\(expected)"),
        ],
        ["text": "other", "type": "function", "start": 0, "end": end],
      ])
  }

  @Test(
    "a cursor beyond every integer is clamped too", arguments: ["1e300", "99999999999999999999"])
  func hugeCursor(_ number: String) throws {
    var request = try client.request("inspect_request")
    request.content = JSONText(bytes: Array(#"{"code":"ab","cursor_pos":\#(number)}"#.utf8))
    try client.send(request)
    #expect(try client.reply().content["data"] == ["text/plain": "ab 2 0"])
  }

  @Test("inspection tells what it found, or that it found nothing, with both dictionaries")
  func inspection() throws {
    let found = try client.ask(
      "inspect_request", ["code": "abc", "cursor_pos": 1, "detail_level": 1]
    ).reply
    #expect(
      found == [
        "status": "ok", "found": true, "data": ["text/plain": "abc 1 1"], "metadata": [:],
      ])
    let nothing = try client.ask("inspect_request", ["code": ""]).reply
    #expect(nothing == ["status": "ok", "found": false, "data": [:], "metadata": [:]])
  }

  @Test("is_complete bears an indent only when incomplete")
  func completeness() throws {
    func ask(_ code: String) throws -> JSONValue {
      try client.ask("is_complete_request", ["code": .string(code)]).reply
    }
    #expect(try ask("a") == ["status": "complete"])
    #expect(try ask("a(") == ["status": "incomplete", "indent": "  "])
    #expect(try ask("a)") == ["status": "invalid"])
  }

  @Test("connect_request tells the five ports")
  func connect() throws {
    #expect(
      try client.ask("connect_request").reply == [
        "status": "ok", "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4,
        "hb_port": 5,
      ])
  }

  @Test("usage_request tells of this process and its host")
  func usage() throws {
    let reply = try client.ask("usage_request", on: .control).reply
    func number(_ value: JSONValue?) -> Double {
      switch value {
      case .integer(let integer): Double(integer)
      case .number(let number): number
      case _: .nan
      }
    }
    #expect(number(reply["pid"]) > 1)
    #expect(number(reply["kernel_memory"]) > 1_000_000)
    #expect(number(reply["kernel_cpu"]) >= 0)
    #expect(number(reply["cpu_count"]) >= 1)
    let host = reply["host_virtual_memory"]
    #expect(number(host?["total"]) > number(host?["available"]))
    #expect((0.0...100).contains(number(host?["percent"])))
  }

  @Test(
    "an unknown type is busy and idle, without a reply",
    arguments: [TestClient.Port.shell, .control])
  func unknownType(_ port: TestClient.Port) throws {
    let id = try client.send(client.request("debug_request", ["command": "x"]), on: port)
    #expect(try client.publications(of: id).outline == ["busy", "idle"])
    // The next reply is the next request's.
    #expect(try client.ask("comm_info_request", on: port).reply["status"] == "ok")
  }

  @Test(
    "content that is not what the type asks for is answered with an error",
    arguments: [
      ("execute_request", "{}"), ("execute_request", #"{"code":1}"#), ("execute_request", "["),
      ("complete_request", #"{"code":null}"#), ("inspect_request", "{}"),
      ("history_request", #"{"hist_access_type":"never"}"#), ("comm_open", "{}"),
      ("is_complete_request", #"{"code":"\#(String(repeating: "[", count: 2000))"#),
      ("is_complete_request", String(repeating: "[", count: 100_000)),
    ])
  func malformedContent(_ type: String, _ content: String) throws {
    var request = try client.request(type)
    request.content = JSONText(bytes: Array(content.utf8))
    let id = try client.send(request)
    #expect(try client.publications(of: id).outline == ["busy", "idle"])
    guard type != "comm_open" else { return }
    let reply = try client.reply()
    #expect(reply.parent == id)
    #expect(reply.content["status"] == "error")
    #expect(reply.content["ename"] == "InvalidRequest")
    #expect((reply.content["execution_count"] != nil) == (type == "execute_request"))
  }
}
