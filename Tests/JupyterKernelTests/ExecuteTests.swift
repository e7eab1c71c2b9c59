// SPDX-License-Identifier: Apache-2.0

import JupyterKernel
import JupyterProtocol
import Synchronization
import Testing

@Suite("Cells")
final class ExecuteTests: KernelSuite {
  @Test("a cell is busy, input, outputs in order, idle, all with its header as parent, whole")
  func order() throws {
    var request = try client.request(
      "execute_request",
      client.cell("print a\nresult 1\nwarn b\nprint c\ndisplay x\nupdate x\nclear"))
    let header =
      #"{"msg_type":"execute_request","msg_id":"m","n":123456789012345678901234567890,"date":"2026-01-01T00:00:00.123456789Z"}"#
    request = try reread(request, header: header)
    try client.send(request)
    let reply = try client.reply()
    let published = try client.publications(of: "m")
    #expect(
      published.outline == [
        "busy", "execute_input", "stream", "execute_result", "stream", "stream", "display_data",
        "update_display_data", "clear_output", "idle",
      ])
    for message in published + [reply] {
      #expect(message.message.parentHeader.bytes == Array(header.utf8))
      #expect(message.message.header.version == "5.5")
    }
    #expect(Set(published.map(\.message.header.session)).count == 1)
    #expect(Set(published.map(\.message.header.id)).count == published.count)
    #expect(published[2].content == ["name": "stdout", "text": "a\n"])
    #expect(published[4].content == ["name": "stderr", "text": "b\n"])
    #expect(published[7].content["transient"] == ["display_id": "x"])
  }

  /// The same request under a header text that an encoder would not write.
  private func reread(_ request: Message, header: String) throws -> Message {
    let signer = MessageSigner(key: TestKernel.key)
    let parts = [
      JSONText(bytes: Array(header.utf8)), request.parentHeader, request.metadata, request.content,
    ]
    let frames = [MessageFraming.delimiter, signer.signature(of: parts)] + parts.map(\.bytes)
    var replays = ReplayGuard()
    return try client.framing.message(from: frames, unless: &replays)
  }

  @Test("the reply bears count, values of expressions and one payload of all pages")
  func reply() throws {
    let (reply, _) = try client.execute(
      "page one\npage two", ["user_expressions": ["a": "1+1", "b": "bad", "c": 7]])
    #expect(reply["status"] == "ok")
    #expect(reply["execution_count"] == 1)
    #expect(
      reply["payload"] == [["source": "page", "start": 0, "data": ["text/plain": "one\ntwo"]]])
    #expect(
      reply["user_expressions"]?["a"] == [
        "status": "ok", "data": ["text/plain": "1+1 on main"], "metadata": [:],
      ])
    #expect(
      reply["user_expressions"]?["b"] == [
        "status": "error", "ename": "Bad", "evalue": "as asked", "traceback": ["line 1"],
      ])
    #expect(reply["user_expressions"]?["c"]?["status"] == "error")
  }

  @Test("an empty cell still evaluates its user expressions")
  func emptyCell() throws {
    let (reply, published) = try client.execute("", ["user_expressions": ["a": "x"]])
    #expect(reply["user_expressions"]?["a"]?["status"] == "ok")
    #expect(published.outline == ["busy", "execute_input", "idle"])
  }

  @Test("a silent cell publishes nothing but its status and counts nowhere")
  func silent() throws {
    let silent: [String: JSONValue] = ["silent": true, "store_history": true]
    let (reply, published) = try client.execute("print a\nresult 1\ndisplay x", silent)
    #expect(published.outline == ["busy", "idle"])
    #expect(reply["execution_count"] == 0)
    let (failure, quiet) = try client.execute("fail", silent)
    #expect(failure["ename"] == "Failure")
    #expect(quiet.outline == ["busy", "idle"])
    #expect(try client.execute("result 1").reply["execution_count"] == 1)
  }

  @Test("only cells that store history raise the count")
  func executionCount() throws {
    #expect(try client.execute("a").reply["execution_count"] == 1)
    #expect(try client.execute("a", ["store_history": false]).reply["execution_count"] == 1)
    #expect(try client.execute("fail").reply["execution_count"] == 2)
    #expect(try client.execute("a").reply["execution_count"] == 3)
  }

  @Test("an error is published once and the reply says the same, with the count")
  func error() throws {
    let (reply, published) = try client.execute("print a\nfail\nprint b")
    #expect(published.outline == ["busy", "execute_input", "stream", "error", "idle"])
    #expect(
      published[3].content == ["ename": "Failure", "evalue": "as asked", "traceback": ["line 1"]])
    #expect(
      reply == [
        "status": "error", "ename": "Failure", "evalue": "as asked", "traceback": ["line 1"],
        "execution_count": 1,
      ])
  }

  @Test("ten thousand lines arrive whole and in few messages")
  func coalescing() throws {
    let code = (0..<10_000).map { "print line \($0)" }.joined(separator: "\n")
    let streams = try client.execute(code).publications.filter { $0.type == "stream" }
    let text = streams.compactMap { $0.content["text"]?.text }.joined()
    #expect(text == (0..<10_000).map { "line \($0)\n" }.joined())
    #expect(streams.count < 20)
  }

  @Test("text is shown while the cell still runs")
  func liveOutput() throws {
    let id = try client.send(client.request("execute_request", client.cell("print soon\nwait")))
    var heard: [TestClient.Received] = []
    while heard.last?.type != "stream" { heard.append(try client.publication()) }
    #expect(heard.outline == ["busy", "execute_input", "stream"])
    try client.send(client.request("interrupt_request"), on: .control)
    #expect(try client.publications(of: id).outline.suffix(2) == ["error", "idle"])
  }

  @Test("what the request's metadata says reaches the language")
  func metadata() throws {
    let metadata: JSONValue = ["cellId": "c1", "deletedCells": ["x"], "n": 1.5]
    try client.send(client.request("execute_request", client.cell("a"), metadata: metadata))
    _ = try client.reply()
    let cell = try #require(kernel.interpreter.cells.withLock { $0.first })
    #expect(JSONValue.object(cell.metadata) == metadata)
    #expect(cell.executionCount == 1)
  }

  @Test("a cell may recurse fifty thousand calls deep")
  func stack() throws {
    #expect(try client.execute("recurse 50000").reply["status"] == "ok")
  }
}
