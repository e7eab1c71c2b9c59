// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// Tells the wire thread that another thread with sockets cannot go on: the kernel ends, since it would serve a part only.
final class Breakdown: Sendable {
  /// Rung when there is something to tell.
  let bell: Wakeup
  private let error = Mutex<KernelError?>(nil)

  init() throws(KernelError) { bell = try KernelError.wrap(Wakeup.init) }

  func report(_ error: KernelError) {
    self.error.withLock { $0 = $0 ?? error }
    bell.ring()
  }

  /// - Throws: what was reported first.
  func check() throws(KernelError) {
    if let error = error.withLock({ $0 }) { throw error }
  }
}
