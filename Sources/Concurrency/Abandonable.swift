// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Work for which an interrupt need not wait: it runs on a thread of its own, which is abandoned where it is no longer wanted.
///
/// Abandoned work frees its memory itself. Nothing that takes part in it may be seen from elsewhere before it is done.
public enum Abandonable {
  /// Work that passes over fewer numbers than this is shorter than the start of a thread is worth.
  public static let leastSize = 1 << 17

  /// - Parameters:
  ///   - stop: asked about every two milliseconds.
  ///   - body: given a signal of its own, which says whether anybody still waits for it.
  /// - Throws: what the body throws; `.interrupted`, at once, where the work is abandoned.
  public static func run<Value: Sendable, Failure: InterruptibleError>(
    stop: StopSignal, _ body: @escaping @Sendable (StopSignal) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if stop.isRequested { throw .interrupted }
    let future = Future<Value, Failure>()
    guard let thread = WorkerThread({ future.fulfil(by: body) }) else { return try body(.never) }
    thread.detach()
    return try future.value(stop: stop)
  }

  /// Begins work that nobody waits for, on a thread of its own; without one it is not done.
  public static func leave(_ work: @escaping @Sendable () -> Void) { WorkerThread(work)?.detach() }

  /// Lets go of what nobody else holds on a thread of its own: to free gigabytes takes the system a quarter of a second.
  public static func free<Value: Sendable>(_ value: consuming Value) {
    let owner = Owner(value)
    leave { owner.release() }
  }

  /// The last one to hold a value.
  private final class Owner<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming Value) { self.value = Mutex(value) }

    func release() {
      let last = value.withLock { value in
        defer { value = nil }
        return value
      }
      withExtendedLifetime(last) {}
    }
  }
}

/// What another thread will have computed.
private final class Future<Value: Sendable, Failure: InterruptibleError>: Sendable {
  private let isAbandoned = Atomic(false)
  private let outcome = Channel<Result<Value, Failure>>()

  /// Computes the value on the calling thread.
  func fulfil(by body: (StopSignal) throws(Failure) -> Value) {
    do throws(Failure) {
      outcome.send(.success(try body(StopSignal { self.isAbandoned.load(ordering: .relaxed) })))
    } catch {
      outcome.send(.failure(error))
    }
  }

  /// Waits for the value. The channel keeps no copy of it, so that it can be changed in place.
  func value(stop: StopSignal) throws(Failure) -> Value {
    while true {
      var received = outcome.receive()
      if let outcome = received.popLast() { return try outcome.get() }
      guard stop.isRequested else { continue }
      isAbandoned.store(true, ordering: .relaxed)
      throw .interrupted
    }
  }
}
