// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A queue into which several threads send, and from which one receives.
// @unchecked Sendable: `elements` is read and written with `mutex` held, and the two system objects are made for sharing.
final class Channel<Element: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element] = []

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

  func send(_ element: Element) {
    pthread_mutex_lock(mutex)
    elements.append(element)
    pthread_cond_signal(arrived)
    pthread_mutex_unlock(mutex)
  }

  /// What has arrived, in its order; where nothing has, what arrives first within two milliseconds.
  func receive() -> [Element] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if elements.isEmpty {
      var deadline = timespec.fromNow(milliseconds: 2)
      pthread_cond_timedwait(arrived, mutex, &deadline)
    }
    defer { elements = [] }
    return elements
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
