// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
public import ZeroMQ

/// SIGINT and SIGTERM of this process, turned into a bell and two flags.
///
/// It uses a handler and not signalfd, since threads that libraries started before `main` do not block the
/// signals, and the default action would take the whole process.
public final class ProcessSignals: Sendable {
  let bell: Wakeup

  /// Takes both signals over from now on, and ignores SIGPIPE and SIGXFSZ: a log that nobody reads, or a file that may not
  /// grow, shall not end the process.
  public init() throws(ZeroMQError) {
    bell = try Wakeup()
    handlerBell.store(bell.descriptor, ordering: .sequentiallyConsistent)
    signal(SIGINT, handle)
    signal(SIGTERM, handle)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // A parent that blocks signals, as programs with many threads do, hands its mask down.
    var both = sigset_t()
    sigemptyset(&both)
    sigaddset(&both, SIGINT)
    sigaddset(&both, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
  }

  /// The signals since the last call.
  func take() -> (interrupted: Bool, terminated: Bool) {
    bell.clear()
    return (
      interrupts.exchange(false, ordering: .acquiringAndReleasing),
      terminations.exchange(false, ordering: .acquiringAndReleasing)
    )
  }

  deinit {
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
    handlerBell.store(-1, ordering: .sequentiallyConsistent)
  }
}

// A signal handler can reach nothing but globals; these are atomics, and the write is async-signal safe.
private let interrupts = Atomic<Bool>(false)
private let terminations = Atomic<Bool>(false)
private let handlerBell = Atomic<Int32>(-1)

private func handle(_ signal: Int32) {
  let saved = errno
  if signal == SIGINT {
    interrupts.store(true, ordering: .releasing)
  } else {
    terminations.store(true, ordering: .releasing)
  }
  Wakeup.ring(handlerBell.load(ordering: .acquiring))
  errno = saved
}
