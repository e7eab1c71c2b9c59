// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

/// An interrupt that found nothing to stop, remembered for a cell that was sent before it and comes after it.
///
/// The two take different sockets, between which no order holds. A cell is meant where the same client wrote it earlier, by its own
/// clock, than the interrupt.
struct RecentInterrupt: Sendable {
  /// How long after an interrupt a cell may still be stopped by it.
  static let window = Duration.milliseconds(500)

  private let session: String
  private let written: Timestamp
  private let deadline: ContinuousClock.Instant

  /// - Parameter header: the request's; `nil` where it does not say when it was written.
  init?(_ header: MessageHeader, arriving now: ContinuousClock.Instant) {
    guard let written = Timestamp(latestOf: header.date) else { return nil }
    session = header.session
    self.written = written
    deadline = now + RecentInterrupt.window
  }

  /// Whether a cell with this header, arriving now, was written before the interrupt.
  func concerns(_ header: MessageHeader, arriving now: ContinuousClock.Instant) -> Bool {
    guard now < deadline, header.session == session, let date = Timestamp(latestOf: header.date)
    else { return false }
    return (1...RecentFailure.credibleAge).contains(written.microseconds - date.microseconds)
  }
}
