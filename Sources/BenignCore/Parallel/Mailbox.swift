// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Letters from several threads to one that waits for them.
// @unchecked Sendable: `letters` is read and written with `mutex` held, and the two system objects are made for sharing.
final class Mailbox<Letter: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var letters: [Letter] = []

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrived, nil)
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(mutex)
    arrived.deallocate()
    mutex.deallocate()
  }

  func post(_ letter: Letter) {
    pthread_mutex_lock(mutex)
    letters.append(letter)
    pthread_cond_signal(arrived)
    pthread_mutex_unlock(mutex)
  }

  /// What has arrived, in its order; where nothing has, what arrives first within two milliseconds.
  func take() -> [Letter] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if letters.isEmpty {
      var deadline = timespec.fromNow(milliseconds: 2)
      pthread_cond_timedwait(arrived, mutex, &deadline)
    }
    defer { letters = [] }
    return letters
  }
}

extension timespec {
  /// Of the clock that condition variables wait by.
  static func fromNow(milliseconds: Int) -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    time.tv_nsec += milliseconds * 1_000_000
    time.tv_sec += time.tv_nsec / 1_000_000_000
    time.tv_nsec %= 1_000_000_000
    return time
  }
}
