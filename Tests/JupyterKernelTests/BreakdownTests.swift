// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import ZeroMQ

@testable import JupyterKernel

@Suite("Threads that cannot go on")
struct BreakdownTests {
  private let cause = ZeroMQError(operation: "zmq_msg_send", code: 14)

  @Test(
    "whatever a thread with sockets throws while it serves is told, and the wire thread is woken")
  func report() throws {
    let breakdown = try Breakdown()
    try breakdown.check()
    let cause = cause
    let thread = try SocketThread("iopub", breakdown) { isReady throws(KernelError) in
      isReady()
      throw .transport(cause)
    }
    thread.join()
    breakdown.bell.wait()
    let error = #expect(throws: KernelError.self) { try breakdown.check() }
    #expect(error?.description == "the thread of iopub cannot go on: zmq_msg_send: Bad address")
  }

  @Test("that the context was shut down, and what comes before it serves, is none")
  func others() throws {
    let breakdown = try Breakdown()
    let context = try Context()
    let thread = try SocketThread("a", breakdown) { isReady throws(KernelError) in
      try KernelError.wrap { () throws(ZeroMQError) in
        let socket = try Socket(.router, in: context)
        isReady()
        _ = try socket.receive(frames: 1, waiting: true)
      }
    }
    context.shutdown()
    thread.join()
    let cause = cause
    #expect(throws: KernelError.self) {
      _ = try SocketThread("b", breakdown) { _ throws(KernelError) in throw .transport(cause) }
    }
    try breakdown.check()
  }

  @Test("the server ends with it, also while a cell runs")
  func ending() throws {
    let kernel = try TestKernel()
    let client = try TestClient(kernel)
    try client.start("display x\nwait")
    kernel.breakdown.report(.broken(thread: "iopub", cause))
    #expect(throws: KernelError.self) { try kernel.ending() }
  }
}
