// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread for one piece of work, to be joined or left to end by itself.
///
/// It gives way to the threads that answer: where all cores are at work, one that wakes would else wait for the end of somebody's
/// slice, some milliseconds, and once more at every turn of an interrupt.
struct WorkerThread {
  /// What it is nicer by than its process; a program beside ours with the usual priority gets three times as much of a core.
  private static let niceness: CInt = 5

  private let handle: pthread_t

  /// `nil` where the system gives no thread; the caller then works alone.
  init?(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    var handle = pthread_t()
    let code = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        WorkerThread.giveWay()
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      return nil
    }
    self.handle = handle
  }

  /// How many threads the machine runs at once.
  static var available: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Waits for its end; to be called once at most, and not after `detach`.
  func join() { pthread_join(handle, nil) }

  /// Lets it end by itself.
  func detach() { pthread_detach(handle) }

  /// Of Linux's threads each has a priority of its own, and 0 names the caller.
  private static func giveWay() {
    let own = __priority_which_t(PRIO_PROCESS.rawValue)
    _ = setpriority(own, 0, getpriority(own, 0) + niceness)
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
