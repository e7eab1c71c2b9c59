// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// The thread on which the language answers an editor: completion, inspection, completeness.
///
/// The wire thread does not answer them, because a completion may read a folder on a slow disk, and no
/// shell does, because an editor does not wait for a cell. Questions are answered in the order they came.
final class QuestionDesk: Sendable {
  private struct State {
    var questions: [@Sendable () -> Void] = []
    var isClosed = false
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let bell: Wakeup
  private let whenEnded: @Sendable () -> Void

  static func open(whenEnded: @escaping @Sendable () -> Void) throws(KernelError) -> QuestionDesk {
    let desk = QuestionDesk(bell: try KernelError.wrap(Wakeup.init), whenEnded: whenEnded)
    try DedicatedThread(stackSize: 16 << 20) { desk.run() }.detach()
    return desk
  }

  private init(bell: Wakeup, whenEnded: @escaping @Sendable () -> Void) {
    self.bell = bell
    self.whenEnded = whenEnded
  }

  func submit(_ question: @escaping @Sendable () -> Void) {
    state.withLock { $0.questions.append(question) }
    bell.ring()
  }

  /// Lets the thread end once it has answered what was submitted.
  func close() {
    state.withLock { $0.isClosed = true }
    bell.ring()
  }

  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  private func run() {
    while true {
      let (questions, isClosed) = state.withLock { state in
        defer { state.questions = [] }
        return (state.questions, state.isClosed)
      }
      questions.forEach { $0() }
      if questions.isEmpty, isClosed { break }
      if questions.isEmpty { bell.wait() }
    }
    state.withLock { $0.hasEnded = true }
    whenEnded()
  }
}
