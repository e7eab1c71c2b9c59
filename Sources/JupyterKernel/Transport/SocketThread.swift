// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// A thread with sockets of its own, which are ready when `init` returns.
struct SocketThread: Sendable {
  private let thread: DedicatedThread

  /// - Parameter body: Makes its sockets, calls its argument, and serves until the context is shut down. What it throws
  ///   before is thrown here.
  init(
    _ body: @escaping @Sendable (_ isReady: () -> Void) throws(KernelError) -> Void
  ) throws(KernelError) {
    let bell = try KernelError.wrap(Wakeup.init)
    let report = Report()
    thread = try DedicatedThread(stackSize: 1 << 18) {
      do throws(KernelError) {
        try body(bell.ring)
      } catch {
        report.failure.withLock { $0 = error }
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

  private final class Report: Sendable {
    let failure = Mutex<KernelError?>(nil)
  }
}
