// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

/// A cell that failed, whose reply is held back until its shell has been sent nothing for a moment.
///
/// Whoever sends several cells in a row means none of those behind a failure to run, but a cell may fail
/// faster than its sender can write the next. What comes before the reply has left, from a sender that
/// cannot know of the failure, is aborted with the rest of the queue. A cell that ran longer than the
/// moment, such as one that was interrupted, is answered at once.
struct FailedRun: Sendable {
  /// The silence that ends a row of requests: many times what lies between two of a loop in Python.
  static let silence = Duration.milliseconds(3)
  /// However long the row, the reply does not wait longer.
  static let longestWait = Duration.milliseconds(500)

  let run: ShellWorker.Run
  let reply: ExecuteReply
  private let latest: ContinuousClock.Instant

  init(run: ShellWorker.Run, reply: ExecuteReply, at now: ContinuousClock.Instant) {
    self.run = run
    self.reply = reply
    latest = now + FailedRun.longestWait
  }

  /// When the reply may leave, if nothing further comes.
  func deadline(lastArrival: ContinuousClock.Instant) -> ContinuousClock.Instant {
    min(lastArrival + FailedRun.silence, latest)
  }
}

/// The failure of a cell, remembered for the requests that were on their way when it happened.
///
/// "Run all" sends every cell at once, but over a network they arrive one after the other, some of them
/// after the reply of the failed one has left. They bear the moment at which the client wrote them:
/// those written before that reply left, by a client that could not know of it, must not run either.
struct RecentFailure: Sendable {
  /// How long after a failure a request may still be aborted by it: the clocks of client and kernel may
  /// differ, and no request that comes later shall be aborted for that.
  static let window = Duration.milliseconds(500)
  /// The age, in microseconds, above which a date is not believed: some clients write any.
  static let credibleAge: Int64 = 5_000_000

  private let moment: Timestamp
  private let deadline: ContinuousClock.Instant

  /// - Parameters: the moment at which the reply left, by both clocks.
  init(at moment: Timestamp, on clock: ContinuousClock.Instant) {
    self.moment = moment
    deadline = clock + RecentFailure.window
  }

  /// Whether a request with this date, arriving now, was written before the reply left.
  func condemns(requestOf date: String, arriving now: ContinuousClock.Instant) -> Bool {
    guard now < deadline, let written = Timestamp(latestOf: date) else { return false }
    return (1...RecentFailure.credibleAge).contains(moment.microseconds - written.microseconds)
  }
}
