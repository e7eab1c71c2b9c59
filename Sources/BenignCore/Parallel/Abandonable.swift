// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Work in one piece for which an interrupt need not wait: it runs on a thread of its own, which is left behind where it is no longer wanted.
enum Abandonable {
  /// - Parameter shouldStop: asked about every two milliseconds.
  /// - Throws: `.interrupted`, at once; the work then ends by itself, unheard.
  static func run<Value: Sendable>(
    shouldStop: () -> Bool, _ body: @escaping @Sendable () -> Value
  ) throws(CoreError) -> Value {
    let answer = Answer<Value>()
    let thread = WorkerThread {
      let value = body()
      answer.value.withLock { $0 = value }
      answer.turnstile.advance()
    }
    guard let thread else { return body() }
    thread.detach()
    guard answer.turnstile.wait(for: 1, isCancelled: shouldStop) else { throw .interrupted }
    guard let value = answer.value.withLock({ $0 }) else { throw .interrupted }
    return value
  }

  private final class Answer<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let turnstile = Turnstile()
  }
}
