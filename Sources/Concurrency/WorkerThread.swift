// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread for one piece of work, to be joined or left to end by itself.
///
/// Its priority is lower than that of the threads that answer clients. With equal priorities such a thread would wait some
/// milliseconds for a core while all cores compute.
public struct WorkerThread {
  /// How much its nice value exceeds the process's; a program of normal priority then gets three times as much of a core.
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
  public static var available: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Waits for its end; to be called once at most, and not after `detach`.
  func join() { pthread_join(handle, nil) }

  /// Lets it end by itself.
  func detach() { pthread_detach(handle) }

  /// Lowers the priority of the calling thread: on Linux each thread has its own, and 0 names the caller.
  private static func giveWay() {
    let own = __priority_which_t(PRIO_PROCESS.rawValue)
    _ = setpriority(own, 0, getpriority(own, 0) + niceness)
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
