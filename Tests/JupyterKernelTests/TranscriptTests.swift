// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization
import Testing

@testable import JupyterKernel

@Suite("Transcript")
final class TranscriptTests: KernelSuite {
  private var transcript: Transcript {
    get throws { try #require(kernel.interpreter.cells.withLock { $0.first }).transcript }
  }

  private static func bundle(_ text: String) -> MIMEBundle {
    MIMEBundle(data: ["text/plain": .string(text)])
  }

  @Test("all that a cell publishes is kept under its number, as it looked at the end")
  func outputs() throws {
    _ = try client.execute("result 1")
    _ = try client.execute(
      "print gone\nclear\nprint a\nprint b\nwarn c\nresult 1\ndisplay x\nupdate x\npage p\nfail")
    #expect(
      try transcript.record(of: 2)?.outputs == [
        .text("a\nb\n", .stdout), .text("c\n", .stderr), .result(Self.bundle("1")),
        .display(Self.bundle("x")), .page(Self.bundle("p")),
        .failure(ErrorReport(name: "Failure", message: "as asked", traceback: ["line 1"])),
      ])
    #expect(try transcript.executions == [1, 2])
  }

  @Test("what has no number of its own leaves the executions as they are")
  func unnumbered() throws {
    _ = try client.execute("result 1")
    _ = try client.execute("result 2", ["store_history": false])
    _ = try client.execute("result 3", ["silent": true])
    let subshell = try #require(
      try client.ask("create_subshell_request", on: .control).reply["subshell_id"]?.text)
    _ = try client.execute("result 4", subshell: subshell)
    #expect(try transcript.executions == [1])
    #expect(try transcript.record(of: 1)?.outputs == [.result(Self.bundle("1"))])
  }

  @Test("the oldest executions go when all together take too much")
  func bounds() throws {
    let transcript = Transcript()
    let large = String(repeating: "x", count: Transcript.mostBytesOfOne / 2)
    for execution in 1...20 {
      transcript.begin(execution)
      transcript.append(.text(large, .stdout), to: execution)
    }
    // Seven take 28 MiB, and eight would take 32 and a little more.
    #expect(Transcript.mostBytesOfOne == 8 << 20)
    #expect(transcript.executions == Array(14...20))
    #expect(transcript.record(of: 13) == nil)
    transcript.begin(21)
    #expect(transcript.executions == Array(14...21))
  }

  @Test("of an execution that publishes too much the beginning is kept, and the rest counted")
  func boundOfOne() throws {
    let transcript = Transcript()
    transcript.begin(1)
    let large = String(repeating: "x", count: Transcript.mostBytesOfOne / 4)
    for _ in 0..<10 { transcript.append(.text(large, .stdout), to: 1) }
    let record = try #require(transcript.record(of: 1))
    #expect(record.outputs.count == 3)
    #expect(record.omitted == 7)
  }
}
