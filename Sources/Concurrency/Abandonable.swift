// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Work for which an interrupt need not wait: it runs on a thread of its own, which is abandoned where it is no longer wanted.
///
/// Abandoned work frees its memory itself. Nothing that takes part in it may be seen from elsewhere before it is done.
public enum Abandonable {
  /// Work that passes over fewer numbers than this is shorter than the start of a thread is worth.
  public static let leastSize = 1 << 17

  /// - Parameters:
  ///   - size: numbers that a pass of the work meets. Large work waits for its turn while others are left behind.
  ///   - stop: asked about every two milliseconds.
  ///   - body: given a signal of its own, which says whether anybody still waits for it.
  /// - Throws: what the body throws; `.interrupted`, at once, where the work is abandoned.
  public static func run<Value: Sendable, Failure: InterruptibleError>(
    size: Int = 0, stop: StopSignal,
    _ body: @escaping @Sendable (StopSignal) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try run(among: size >= leastSize ? LeftBehind.all : nil, stop: stop, body)
  }

  /// - Parameter others: those for which large work waits, and among which it is counted where it is abandoned.
  static func run<Value: Sendable, Failure: InterruptibleError>(
    among others: LeftBehind?, stop: StopSignal,
    _ body: @escaping @Sendable (StopSignal) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if stop.isRequested { throw .interrupted }
    if let others, !others.makeRoom(stop: stop) { throw .interrupted }
    let future = Future<Value, Failure>(among: others)
    guard let thread = WorkerThread({ future.fulfil(by: body) }) else { return try body(.never) }
    thread.detach()
    return try future.value(stop: stop)
  }

  /// Begins work that nobody waits for, on a thread of its own.
  /// - Returns: whether there was one; without it the work is not done.
  @discardableResult
  public static func leave(_ work: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = WorkerThread(work) else { return false }
    thread.detach()
    return true
  }

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
  private let outcome = BoundedChannel<Result<Value, Failure>>(capacity: 1)
  private let others: LeftBehind?
  /// Whether the work has ended, and whether it is counted among the others.
  private let state = Mutex((hasEnded: false, isCounted: false))

  init(among others: LeftBehind?) { self.others = others }

  /// Computes the value on the calling thread.
  func fulfil(by body: (StopSignal) throws(Failure) -> Value) {
    defer { end() }
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
      abandon()
      throw .interrupted
    }
  }

  private func end() {
    state.withLock { state in
      state.hasEnded = true
      if state.isCounted { others?.remove() }
    }
  }

  private func abandon() {
    state.withLock { state in
      guard !state.hasEnded else { return }
      state.isCounted = true
      others?.add()
    }
  }
}
