// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Watches a run: publishes the session as it is, and shows progress once the run is long.
///
/// A class because the core calls it in the middle of a run; it never leaves the thread that runs.
final class RunObserver {
  /// Shorter runs show nothing.
  private static let patience: Duration = .milliseconds(500)
  /// Front ends and servers drop what comes more often.
  private static let interval: Duration = .milliseconds(100)

  private var session: Session
  private let settings: DescentSettings
  private let environment: Environment
  private let startStep: Double
  private let began = ContinuousClock.now
  private var shown: ContinuousClock.Instant?

  init(
    _ session: Session, settings: DescentSettings, from experiment: Experiment,
    environment: Environment
  ) {
    self.session = session
    self.settings = settings
    self.environment = environment
    startStep = experiment.step
  }

  /// - Parameter experiment: as it is now; called at most every 50 ms.
  func observe(_ experiment: Experiment) {
    session.experiment = experiment
    environment.publish(session)
    let now = ContinuousClock.now
    guard now - began >= Self.patience else { return }
    if let shown, now - shown < Self.interval { return }
    shown = now
    environment.emit(.progress(progress(experiment, at: now, isFinal: false)))
  }

  /// Where progress was shown, its last state stays in the notebook.
  func finish(_ experiment: Experiment) {
    guard shown != nil else { return }
    environment.emit(.progress(progress(experiment, at: .now, isFinal: true)))
  }

  private func progress(
    _ experiment: Experiment, at now: ContinuousClock.Instant, isFinal: Bool
  ) -> Progress {
    let elapsed = (now - began) / .seconds(1)
    let done = experiment.step - startStep
    let rate = elapsed > 0 ? done / elapsed : 0
    let fraction = settings.steps.map { min(1, done / $0) }
    let remaining = settings.steps.flatMap { rate > 0 ? ($0 - done) / rate : nil }
    return Progress(
      activity: "run", fraction: fraction, step: experiment.step, rate: rate,
      loss: loss(of: experiment), elapsed: elapsed, remaining: remaining, isFinal: isFinal)
  }

  private func loss(of experiment: Experiment) -> Double? {
    guard case .number(let loss) = try? experiment.value(of: .loss) else { return nil }
    return loss
  }
}
