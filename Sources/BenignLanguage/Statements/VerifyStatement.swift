// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Synchronization

extension Command {
  static let verify = Command(
    name: "verify", usage: "verify",
    summary: """
      Runs the statements that made this session again, in a scratch session that nobody sees, and \
      says where it first differs, bit by bit. Interrupted runs are repeated to where they were, and \
      sweeps computed anew.
      """,
    example: "verify", arguments: .none, keys: [], effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let journal = session.journal
    guard !journal.isCut else {
      throw Diagnostic(
        .resourceLimit,
        "The session has more than \(Journal.mostStatements) statements, or \(Journal.mostText >> 20) MiB of them, and they are not remembered.",
        at: invocation.range, expected: "a shorter session")
    }
    let progress = VerificationProgress(journal.settled.count, invocation.environment)
    let outcome: Verification.Outcome
    do throws(Diagnostic) {
      outcome = try progress.watch { [session] (environment, done) throws(Diagnostic) in
        var verification = Verification(in: environment)
        try verification.run(session) { done.store($0, ordering: .relaxed) }
        return verification.outcome
      }
    } catch {
      throw Diagnostic(
        .interrupted,
        "Stopped after \(progress.done) of \(progress.total) cells, with no difference so far.",
        at: invocation.range)
    }
    progress.finish()
    try invocation.environment.show(Report(session.heading("verify"), outcome))
  }
}

extension Report {
  init(_ heading: Heading, _ outcome: Verification.Outcome) {
    let difference = outcome.difference
    let cells = "\(outcome.cells) \(outcome.cells == 1 ? "cell" : "cells")"
    self.init(
      heading,
      [
        .init("cells", Datum(outcome.cells)), .init("identical", .boolean(difference == nil)),
        .init("first_difference", difference?.datum ?? .none),
      ],
      findings: [
        difference == nil
          ? "identical · \(cells) that changed the session ran again, every bit came out the same"
          : "not identical · \(cells) that changed the session ran again"
      ] + (difference.map { [$0.sentence] } ?? []))
  }
}

extension Verification.Difference {
  fileprivate var sentence: String {
    "first difference: \(datum.shortText)"
  }

  fileprivate var datum: Datum {
    .object([
      .init("execution", Datum(execution)), .init("line", Datum(line)),
      .init("statement", Datum(statement)), .init("reason", .text(reason)),
    ])
  }
}

/// Shows how far a verification is, once it is long.
///
/// A class because it is told in the middle of the work; it never leaves the cell's thread.
private final class VerificationProgress {
  let total: Int
  private(set) var done = 0
  private let environment: Environment
  private let began = ContinuousClock.now
  private var told: ContinuousClock.Instant
  private var isShown = false

  init(_ total: Int, _ environment: Environment) {
    self.total = total
    self.environment = environment
    told = began
  }

  /// Does the work on a thread of its own, which an interrupt leaves behind, and its scratch session with it.
  ///
  /// - Parameter work: tells how many cells are done.
  func watch<Value: Sendable>(
    _ work: @escaping @Sendable (Environment, borrowing Atomic<Int>) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    let counter = Counter()
    let watching = Environment(
      stop: StopSignal { [self] in
        observe(done: counter.done.load(ordering: .relaxed))
        return environment.stop.isRequested
      }, emit: { _ in })
    let value = try watching.abandonably { environment throws(Diagnostic) in
      try work(environment, counter.done)
    }
    done = counter.done.load(ordering: .relaxed)
    return value
  }

  private final class Counter: Sendable {
    let done = Atomic(0)
  }

  private func observe(done: Int) {
    self.done = done
    let now = ContinuousClock.now
    guard now - began >= Pace.patience, now - told >= Pace.interval else { return }
    told = now
    isShown = true
    show(isFinal: false)
  }

  func finish() {
    if isShown { show(isFinal: true) }
  }

  private func show(isFinal: Bool) {
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    let speed = elapsed > 0 ? Double(done) / elapsed : 0
    environment.emit(
      .progress(
        Progress(
          activity: Command.verify.name, fraction: Double(done) / Double(max(total, 1)),
          place: "\(done) of \(total) cells", speed: "\(ShortNumber(speed, digits: 3)) cells/s",
          loss: nil, elapsed: elapsed, remaining: nil, isFinal: isFinal)))
  }
}
