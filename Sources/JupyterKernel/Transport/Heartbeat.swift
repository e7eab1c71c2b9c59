// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// Echoes whatever comes to the heartbeat port, on a thread that does nothing else.
final class Heartbeat: Sendable {
  private let thread: DedicatedThread

  /// - Throws: `.addressInUse` and others, once the thread has tried to bind.
  init(context: Context, endpoint: String) throws(KernelError) {
    let bell = try KernelError.wrap(Wakeup.init)
    let report = Report()
    thread = try DedicatedThread(stackSize: 1 << 18) {
      Heartbeat.serve(context: context, endpoint: endpoint) { failure in
        report.failure.withLock { $0 = failure }
        bell.ring()
      }
    }
    bell.wait()
    guard let failure = report.failure.withLock({ $0 }) else { return }
    thread.join()
    throw failure
  }

  /// Waits for the thread's end, which the shutdown of the context brings about.
  func join() { thread.join() }

  private static func serve(context: Context, endpoint: String, whenBound: (KernelError?) -> Void) {
    var isBound = false
    do throws(ZeroMQError) {
      let socket = try Socket(.router, in: context)
      try socket.set(.linger(0))
      try socket.bind(to: endpoint)
      isBound = true
      whenBound(nil)
      while true {
        guard let frames = try socket.receiveWaiting() else { continue }
        try socket.send(frames)
      }
    } catch {
      // Once bound, only the end of the context ends the echo.
      if !isBound { whenBound(KernelError(binding: endpoint, error)) }
    }
  }

  private final class Report: Sendable {
    let failure = Mutex<KernelError?>(nil)
  }
}

extension KernelError {
  init(binding endpoint: String, _ error: ZeroMQError) {
    self = error.isAddressInUse ? .addressInUse(endpoint: endpoint) : .transport(error)
  }
}
