// SPDX-License-Identifier: Apache-2.0

/// Counts the elements that an evaluation touches: it stops when asked to, and before memory runs out.
///
/// A class because one evaluation shares one counter; it never leaves the thread that evaluates.
final class Work {
  private static let elementsBetweenQuestions = 4096

  let shouldStop: () -> Bool
  private var elements = 0
  private var nextQuestion = Work.elementsBetweenQuestions

  init(shouldStop: @escaping () -> Bool) { self.shouldStop = shouldStop }

  /// At the start of an operation that yields one value.
  func begin() {
    elements = 0
    nextQuestion = Self.elementsBetweenQuestions
  }

  /// - Throws: Interrupted, or ResourceLimit beyond what a list can hold.
  func count(_ more: Int) throws(Diagnostic) {
    elements += more
    guard elements >= nextQuestion else { return }
    nextQuestion = elements + Self.elementsBetweenQuestions
    try List.check(count: elements)
    guard !shouldStop() else { throw Diagnostic(.interrupted, "The evaluation was interrupted.") }
  }
}
