// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A queue into which several threads send, and from which one receives. Where it is full, a sender waits until it is emptied: what is done
/// faster than it can be put away does not pile up.
// @unchecked Sendable: `elements` and `isClosed` are read and written with `mutex` held, and the system objects are made for sharing.
final class BoundedChannel<Element: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let emptied = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let capacity: Int
  private var elements: [Element] = []
  private var isClosed = false

  /// - Parameter capacity: elements that it holds at most.
  init(capacity: Int) {
    self.capacity = capacity
    pthread_mutex_init(mutex, nil)
    for condition in [arrived, emptied] { pthread_cond_init(condition, nil) }
  }

  deinit {
    for condition in [arrived, emptied] {
      pthread_cond_destroy(condition)
      condition.deallocate()
    }
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func send(_ element: Element) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while elements.count >= capacity, !isClosed { pthread_cond_wait(emptied, mutex) }
    if isClosed { return }
    elements.append(element)
    pthread_cond_signal(arrived)
  }

  /// What has arrived, in its order; where nothing has, what arrives first within two milliseconds.
  func receive() -> [Element] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if elements.isEmpty {
      var deadline = timespec.fromNow(milliseconds: 2)
      pthread_cond_timedwait(arrived, mutex, &deadline)
    }
    if elements.count >= capacity { pthread_cond_broadcast(emptied) }
    defer { elements = [] }
    return elements
  }

  /// Nobody receives any more: no sender waits, and what is sent is lost.
  func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(emptied)
    pthread_mutex_unlock(mutex)
  }
}

extension timespec {
  /// The time so many milliseconds from now, on the clock that condition variables use.
  static func fromNow(milliseconds: Int) -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    time.tv_nsec += milliseconds * 1_000_000
    time.tv_sec += time.tv_nsec / 1_000_000_000
    time.tv_nsec %= 1_000_000_000
    return time
  }
}
