// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

/// The failure of a cell, remembered for the requests that were on their way when it happened.
///
/// "Run all" sends every cell at once, but over a network they arrive one after the other, some of them
/// after the first has already failed. They bear the moment at which the client wrote them: those
/// written before the failure, by a client that could not know of it, must not run either.
struct RecentFailure: Sendable {
  /// How long after a failure requests are judged at all: the clocks of client and kernel may differ,
  /// and nobody shall suffer from it later than this.
  static let window = Duration.milliseconds(500)

  private let moment: Timestamp
  private let deadline: ContinuousClock.Instant

  init(at moment: Timestamp, on clock: ContinuousClock.Instant) {
    self.moment = moment
    deadline = clock + RecentFailure.window
  }

  /// Whether a request with this date, arriving now, was written before the failure.
  func condemns(requestOf date: String, arriving now: ContinuousClock.Instant) -> Bool {
    guard now < deadline, let written = Timestamp(latestOf: date) else { return false }
    return written.microseconds < moment.microseconds
  }
}
