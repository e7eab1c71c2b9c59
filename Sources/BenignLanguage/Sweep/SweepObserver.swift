// SPDX-License-Identifier: Apache-2.0

import BenignCharts

/// Watches a sweep: publishes the session with its table as it grows, and shows progress and a picture once the sweep is long.
///
/// A class because it is asked in the middle of the work; it never leaves the thread that waits for the work.
final class SweepObserver {
  private let environment: Environment
  private let known: Int
  private let runs: Int
  private let began = ContinuousClock.now
  private var told: ContinuousClock.Instant
  private var isShown = false
  private var drawn: ContinuousClock.Instant?
  private var pace = Pace()

  /// - Parameters:
  ///   - known: runs of which all is known.
  ///   - runs: those that are to be made.
  init(known: Int, runs: Int, _ environment: Environment) {
    self.known = known
    self.runs = runs
    self.environment = environment
    told = began
  }

  /// - Parameters:
  ///   - done: runs that have ended.
  ///   - session: gives the session as it is now, which is asked for now and then.
  ///   - picture: draws the table as it is now; `nil` where nothing suits it.
  func observe(done: Int, _ session: () -> Session, picture: () -> Figure?) {
    let now = ContinuousClock.now
    guard now - told >= Pace.interval else { return }
    told = now
    pace.note(Double(done), at: (now - began) / .seconds(1))
    environment.publish(session())
    guard now - began >= Pace.patience else { return }
    isShown = true
    show(done: done, isFinal: false)
    guard now - (drawn ?? began) >= Pace.pictures, let figure = picture() else { return }
    drawn = .now
    environment.emit(.growing(figure, isFinal: false))
  }

  /// Where progress was shown, its last state stays in the notebook.
  func finish(done: Int, picture: () -> Figure?) {
    guard isShown else { return }
    show(done: done, isFinal: true)
    if drawn != nil, let figure = picture() { environment.emit(.growing(figure, isFinal: true)) }
  }

  private func show(done: Int, isFinal: Bool) {
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    let speed = elapsed > 0 ? Double(done) / elapsed : 0
    environment.emit(
      .progress(
        Progress(
          activity: Command.sweep.name, fraction: Double(known + done) / Double(known + runs),
          place: "\(known + done) of \(known + runs) runs",
          speed: "\(ShortNumber(speed, digits: 3)) runs/s", loss: nil, elapsed: elapsed,
          remaining: pace.time(for: Double(runs - done)), isFinal: isFinal)))
  }
}
