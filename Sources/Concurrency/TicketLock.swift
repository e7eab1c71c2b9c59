// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A ticket lock: lets threads through one at a time, in the order of the numbers that they hold.
// @unchecked Sendable: `turn` is read and written with `mutex` held, and the two system objects are made for sharing.
final class TicketLock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let moved = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var turn = 0

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(moved, nil)
  }

  deinit {
    pthread_cond_destroy(moved)
    pthread_mutex_destroy(mutex)
    moved.deallocate()
    mutex.deallocate()
  }

  /// Waits for the number's turn.
  ///
  /// - Parameter stop: asked about every two milliseconds.
  /// - Returns: whether it is the turn; if not, the wait was stopped.
  func wait(for number: Int, stop: StopSignal) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while turn != number {
      if stop.isRequested { return false }
      var deadline = timespec.fromNow(milliseconds: 2)
      pthread_cond_timedwait(moved, mutex, &deadline)
    }
    return true
  }

  /// Gives the next number its turn.
  func advance() {
    pthread_mutex_lock(mutex)
    turn += 1
    pthread_cond_broadcast(moved)
    pthread_mutex_unlock(mutex)
  }
}
