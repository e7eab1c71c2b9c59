// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Counts the elements that an evaluation touches: it stops when asked to, and before memory runs out.
///
/// A class because one evaluation shares one counter; it never leaves the thread that evaluates.
final class Work {
  private static let elementsBetweenQuestions = 4096

  let stop: StopSignal
  private var elements = 0
  private var nextQuestion = Work.elementsBetweenQuestions

  init(stop: StopSignal) { self.stop = stop }

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
    guard !stop.isRequested else {
      throw Diagnostic(.interrupted, "The evaluation was interrupted.")
    }
  }
}
