// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Work for which an interrupt need not wait: it runs on a thread of its own, which is left behind where it is no longer wanted.
///
/// What is left behind frees its memory itself. Nothing that takes part in it may be seen from elsewhere before it is done.
public enum Abandonable {
  /// - Parameters:
  ///   - shouldStop: asked about every two milliseconds.
  ///   - body: asks its argument now and then whether anybody still waits for it, so that it ends soon where nobody does.
  /// - Throws: what the body throws; `.interrupted`, at once, where it is left behind.
  public static func run<Value: Sendable>(
    shouldStop: () -> Bool,
    _ body:
      @escaping @Sendable (_ isUnwanted: @escaping @Sendable () -> Bool) throws(CoreError)
      -> Value
  ) throws(CoreError) -> Value {
    if shouldStop() { throw .interrupted }
    let errand = Errand<Value>()
    let thread = WorkerThread { errand.deliver(body) }
    guard let thread else { return try body { false } }
    thread.detach()
    guard errand.turnstile.wait(for: 1, isCancelled: shouldStop) else {
      errand.isUnwanted.store(true, ordering: .relaxed)
      throw .interrupted
    }
    return try errand.collect()
  }

  /// Begins work that nobody waits for, on a thread of its own; without one it is not done.
  public static func leave(_ work: @escaping @Sendable () -> Void) { WorkerThread(work)?.detach() }

  /// Lets go of what nobody else holds on a thread of its own: to free gigabytes takes the system a quarter of a second.
  public static func free<Value: Sendable>(_ value: consuming Value) {
    let burden = Burden(value)
    leave { burden.drop() }
  }

  private final class Burden<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming Value) { self.value = Mutex(value) }

    func drop() {
      let last = value.withLock { value in
        defer { value = nil }
        return value
      }
      withExtendedLifetime(last) {}
    }
  }

  private final class Errand<Value: Sendable>: Sendable {
    let isUnwanted = Atomic(false)
    let turnstile = Turnstile()
    private let result = Mutex<Result<Value, CoreError>?>(nil)

    func deliver(
      _ body: @Sendable (_ isUnwanted: @escaping @Sendable () -> Bool) throws(CoreError) -> Value
    ) {
      let isUnwanted: @Sendable () -> Bool = { self.isUnwanted.load(ordering: .relaxed) }
      do throws(CoreError) {
        keep(.success(try body(isUnwanted)))
      } catch {
        keep(.failure(error))
      }
      turnstile.advance()
    }

    private func keep(_ outcome: Result<Value, CoreError>) {
      result.withLock { $0 = outcome }
    }

    /// Takes the value away, so that it is nobody else's and can be changed without a copy.
    func collect() throws(CoreError) -> Value {
      let outcome = result.withLock { result in
        defer { result = nil }
        return result
      }
      guard let outcome else { throw .interrupted }
      return try outcome.get()
    }
  }
}
