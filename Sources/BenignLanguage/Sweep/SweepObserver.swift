// SPDX-License-Identifier: Apache-2.0

/// Watches a sweep: publishes the session with its table as it grows, and shows progress once the sweep is long.
///
/// A class because it is asked in the middle of the work; it never leaves the thread that waits for the work.
final class SweepObserver {
  /// Shorter sweeps show nothing.
  private static let patience: Duration = .milliseconds(500)
  /// Front ends and servers drop what comes more often.
  private static let interval: Duration = .milliseconds(100)

  private let environment: Environment
  private let total: Int
  private let runs: Int
  private let began = ContinuousClock.now
  private var told: ContinuousClock.Instant
  private var isShown = false

  /// - Parameters:
  ///   - total: repeats of all cells.
  ///   - runs: of them, those that are to be computed.
  init(total: Int, runs: Int, _ environment: Environment) {
    self.total = total
    self.runs = runs
    self.environment = environment
    told = began
  }

  /// - Parameters:
  ///   - session: gives the session as it is now, which is asked for now and then.
  ///   - done: runs that have ended.
  func observe(done: Int, cells: Int, missing: () -> Int, _ session: () -> Session) {
    let now = ContinuousClock.now
    guard now - told >= Self.interval else { return }
    told = now
    environment.publish(session())
    guard now - began >= Self.patience else { return }
    isShown = true
    show(done: done, cells: cells, missing: missing(), isFinal: false)
  }

  /// Where progress was shown, its last state stays in the notebook.
  func finish(done: Int, cells: Int, missing: Int) {
    guard isShown else { return }
    show(done: done, cells: cells, missing: missing, isFinal: true)
  }

  private func show(done: Int, cells: Int, missing: Int, isFinal: Bool) {
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    let rate = elapsed > 0 ? Double(done) / elapsed : 0
    environment.emit(
      .progress(
        Progress(
          activity: Command.sweep.name, fraction: Double(total - runs + done) / Double(total),
          place: "\(cells - missing) of \(cells) cells",
          rate: "\(ShortNumber(rate, digits: 3)) runs/s", loss: nil, elapsed: elapsed,
          remaining: rate > 0 ? Double(runs - done) / rate : nil, isFinal: isFinal)))
  }
}
