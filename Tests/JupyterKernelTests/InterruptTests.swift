// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization
import Testing

@Suite("Interrupts and control")
final class InterruptTests: KernelSuite {
  @Test("an interrupt ends the running cell and is answered before it")
  func interrupt() throws {
    let id = try client.start("display x\nwait")
    #expect(try client.ask("interrupt_request", on: .control).reply == ["status": "ok"])
    let reply = try client.reply()
    #expect(reply.parent == id)
    #expect(reply.content["ename"] == "Interrupted")
  }

  @Test("an idle kernel answers an interrupt, and the next cell does not notice")
  func idle() throws {
    for port in [TestClient.Port.control, .shell] {
      #expect(try client.ask("interrupt_request", on: port).reply == ["status": "ok"])
      #expect(try client.execute("result 1").reply["status"] == "ok")
    }
  }

  @Test("an interrupt meets the cell that was written before it, also where that comes later")
  func overtaking() throws {
    let cell = try client.request("execute_request", client.cell("wait"))
    #expect(try client.ask("interrupt_request", on: .control).reply == ["status": "ok"])
    try client.send(cell)
    #expect(try client.reply().content["ename"] == "Interrupted")
    #expect(try client.execute("result 1").reply["status"] == "ok")
  }

  @Test("an interrupt does not meet what another client wrote before it")
  func overtakingOthers() throws {
    let other = try TestClient(kernel)
    let cell = try other.request("execute_request", other.cell("result 1"))
    #expect(try client.ask("interrupt_request", on: .control).reply == ["status": "ok"])
    try other.send(cell)
    #expect(try other.reply().content["status"] == "ok")
  }

  @Test("an interrupt ends one cell; those sent later run")
  func once() throws {
    _ = try client.start("display x\nwait")
    _ = try client.ask("interrupt_request", on: .control)
    _ = try client.reply()
    #expect(try client.execute("result 1").reply["status"] == "ok")
  }

  @Test("while a cell runs, control and shell answer, and the last status says busy")
  func questions() throws {
    let id = try client.start("display x\nwait")
    for port in [TestClient.Port.control, .shell] {
      for type in ["history_request", "kernel_info_request", "usage_request", "debug_request"] {
        let question = try client.send(client.request(type), on: port)
        if type != "debug_request" { #expect(try client.reply(on: port).parent == question) }
        // Front ends leave the status of kernel_info out of account.
        let isShown = type != "kernel_info_request"
        let parents = [question, question] + (isShown ? [id] : [])
        var heard: [TestClient.Received] = []
        while heard.count < parents.count { heard.append(try client.publication()) }
        #expect(heard.outline == ["busy", "idle"] + (isShown ? ["busy"] : []), "\(type)")
        #expect(heard.map(\.parent) == parents)
      }
    }
    _ = try client.ask("interrupt_request", on: .control)
  }

  @Test("a completion that takes long holds up neither control nor cells")
  func slowCompletion() throws {
    let question = try client.send(client.request("complete_request", client.cell("hold")))
    #expect(try client.ask("kernel_info_request", on: .control).reply["status"] == "ok")
    #expect(try client.execute("result 1").reply["status"] == "ok")
    kernel.interpreter.isReleased.store(true, ordering: .releasing)
    #expect(try client.reply().parent == question)
  }

  @Test("heartbeats are echoed byte for byte while a cell runs")
  func heartbeat() throws {
    _ = try client.start("display x\nwait")
    let beat = try client.heartbeat([1, 0, 255])
    #expect(beat == [[1, 0, 255]])
    _ = try client.ask("interrupt_request", on: .control)
  }
}
