// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Watches a run: publishes the session as it is, and shows progress once the run is long.
///
/// A class because the core calls it in the middle of a run; it never leaves the thread that runs.
final class TrainingObserver {
  private var session: Session
  private let training: Training
  private let name: String
  private let environment: Environment
  private let start: Double
  private let began = ContinuousClock.now
  private var shown: ContinuousClock.Instant?
  private var pace = Pace()
  /// Whether every step is taken one by one up to the last: neither a leap nor a condition ends the run sooner.
  private let isWalked: Bool

  init(
    _ session: Session, _ training: Training, of invocation: Invocation
  ) {
    self.session = session
    self.training = training
    name = invocation.call.name.text
    environment = invocation.environment
    isWalked = training.isWalked && invocation.later["until"] == nil
    start = training.clock(of: session.experiment)
  }

  /// - Parameter experiment: as it is now; called at most every 50 ms.
  func observe(_ experiment: Experiment) {
    session.experiment = experiment
    environment.publish(session)
    let clock = training.clock(of: experiment)
    environment.keeper?.keepNowAndThen(session) { $0.remembering(runAt: clock) }
    let now = ContinuousClock.now
    pace.note(clock - start, at: (now - began) / .seconds(1))
    guard now - began >= Pace.patience else { return }
    if let shown, now - shown < Pace.interval { return }
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
    let done = training.clock(of: experiment) - start
    let speed = elapsed > 0 ? done / elapsed : 0
    return Progress(
      activity: name, fraction: training.length.map { min(1, done / $0) },
      place: place(of: experiment), speed: speedText(speed), loss: loss(of: experiment),
      elapsed: elapsed,
      remaining: isWalked ? training.length.flatMap { pace.time(for: $0 - done) } : nil,
      isFinal: isFinal)
  }

  private func place(of experiment: Experiment) -> String {
    switch training {
    case .descent: "t = \(ShortNumber(experiment.step))"
    case .flow: "time = \(ShortNumber(experiment.time))"
    }
  }

  private func speedText(_ speed: Double) -> String {
    switch training {
    case .descent: "\(ShortNumber(speed)) steps/s"
    case .flow: "\(ShortNumber(speed)) a second"
    }
  }

  private func loss(of experiment: Experiment) -> Double? {
    guard case .number(let loss) = try? experiment.value(of: .loss) else { return nil }
    return loss
  }
}
