// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterKernel
import JupyterProtocol
import Testing
import ZeroMQ

@Suite("The wire")
struct WireTests {
  @Test("every subscriber is welcomed first and alone, whatever it subscribes to")
  func welcome() throws {
    let kernel = try TestKernel()
    let first = try TestClient(kernel)
    for subscription in ["", "kernel.", "str", "x"] {
      // The initializer expects the welcome to come first.
      let client = try TestClient(kernel.connection, subscription: subscription)
      _ = try client.ask(
        "kernel_info_request", on: .control, expectsPublications: subscription == "")
    }
    var others: [String] = []
    while try first.hearsSomething(within: 100) { others.append(try first.publication().type) }
    #expect(Set(others) == ["status"])
  }

  @Test("a subscriber to one stream hears only that")
  func topics() throws {
    let kernel = try TestKernel()
    let client = try TestClient(kernel)
    let listener = try TestClient(kernel.connection, subscription: "stream.stdout")
    _ = try client.execute("warn a\nprint b\nresult c")
    #expect(try listener.publication().content == ["name": "stdout", "text": "b\n"])
    #expect(try !listener.hearsSomething(within: 50))
  }

  @Test("every client hears every publication, and only the sender gets the reply")
  func severalClients() throws {
    let kernel = try TestKernel()
    let clients = try (0..<3).map { _ in try TestClient(kernel) }
    for sender in clients {
      let id = try sender.send(sender.request("execute_request", sender.cell("print a")))
      #expect(try sender.reply().parent == id)
      for client in clients {
        #expect(
          try client.publications(of: id).outline == ["busy", "execute_input", "stream", "idle"])
      }
    }
  }

  @Test("over tcp all is the same")
  func tcp() throws {
    let kernel = try TestKernel(connection: Ports.free())
    let client = try TestClient(kernel)
    #expect(try client.execute("result 1").reply["status"] == "ok")
    #expect(try client.heartbeat([7]) == [[7]])
  }

  @Test(
    "a taken port ends the start with an error that names it, and no heartbeat is answered",
    arguments: ["shell", "iopub", "stdin", "control", "hb"])
  func takenPort(_ name: String) throws {
    let context = try Context()
    let taken = try Socket(.router, in: context)
    let connection = try Ports.free()
    let ports = [
      "shell": connection.shellPort, "iopub": connection.iopubPort, "stdin": connection.stdinPort,
      "control": connection.controlPort, "hb": connection.heartbeatPort,
    ]
    let endpoint = connection.endpoint(port: try #require(ports[name]))
    try taken.bind(to: endpoint)
    let kernel = try TestKernel(connection: connection)
    do {
      let ending = try kernel.ending()
      Issue.record("\(String(describing: ending))")
    } catch let error as KernelError {
      #expect(error.description == "the address \(endpoint) is already in use")
    }
  }

  @Test("binary buffers behind the content do no harm and need no signature")
  func buffers() throws {
    let client = try TestClient(TestKernel())
    var request = try client.request("kernel_info_request")
    request.buffers = [[0, 1, 2], [], Array(repeating: 255, count: 100_000)]
    let id = try client.send(request)
    #expect(try client.reply().parent == id)
  }

  @Test("a replayed request is dropped")
  func replay() throws {
    let client = try TestClient(TestKernel())
    let request = try client.request("execute_request", client.cell("result 1"))
    try client.send(request)
    _ = try client.reply()
    try client.send(request)
    let next = try client.send(client.request("kernel_info_request"))
    #expect(try client.reply().parent == next)
  }

  @Test("a client that returns under its identity is served, its old connection is not")
  func handover() throws {
    let kernel = try TestKernel()
    let observer = try TestClient(kernel)
    for _ in 0..<3 {
      let context = try Context()
      let socket = try Socket(.dealer, in: context)
      try socket.set(.linger(0))
      try socket.set(.receiveTimeout(5000))
      try socket.set(identity: [1, 2, 3])
      try socket.connect(to: kernel.connection.endpoint(port: kernel.connection.shellPort))
      let request = try observer.request("kernel_info_request")
      try socket.send(observer.framing.frames(of: request))
      let frames = try socket.receiveWaiting()
      #expect(frames?.first == MessageFraming.delimiter)
    }
  }

  @Test("a message of 3 MB is understood")
  func hugeMessage() throws {
    let client = try TestClient(TestKernel())
    let code = "result " + String(repeating: "x", count: 3_000_000)
    let (reply, published) = try client.execute(code)
    #expect(reply["status"] == "ok")
    #expect(published[2].content["data"]?["text/plain"]?.text?.utf8.count == 3_000_000)
  }

  @Test("a client that reads nothing for a while loses nothing")
  func slowReader() throws {
    let client = try TestClient(TestKernel())
    // Each display is a message of its own.
    let code = Array(repeating: "display x", count: 20_000).joined(separator: "\n")
    let id = try client.send(client.request("execute_request", client.cell(code)))
    #expect(try client.reply().content["status"] == "ok")
    let published = try client.publications(of: id)
    #expect(published.count == 20_003)
    #expect(published.last?.content == ["execution_state": "idle"])
  }
}
