// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// A thread with sockets of its own, which are ready when `init` returns.
struct SocketThread: Sendable {
  private let thread: DedicatedThread

  /// - Parameters:
  ///   - name: what it serves.
  ///   - breakdown: told of what it throws after `init` has returned, unless the context was shut down.
  ///   - body: Makes its sockets, calls its argument, and serves until the context is shut down. What it throws before is
  ///     thrown here.
  init(
    _ name: String, _ breakdown: Breakdown,
    _ body: @escaping @Sendable (_ isReady: () -> Void) throws(KernelError) -> Void
  ) throws(KernelError) {
    let bell = try KernelError.wrap(Wakeup.init)
    let report = Report()
    thread = try DedicatedThread(stackSize: 1 << 18) {
      var isServing = false
      do throws(KernelError) {
        try body {
          isServing = true
          bell.ring()
        }
      } catch {
        if !isServing {
          report.failure.withLock { $0 = error }
          bell.ring()
        } else if case .transport(let cause) = error, !cause.isTermination {
          breakdown.report(.broken(thread: name, cause))
        }
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
