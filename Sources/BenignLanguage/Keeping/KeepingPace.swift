// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How often a session is kept while a cell goes on.
struct KeepingPace {
  /// From one state that is kept to the next one: what a killed kernel loses at most, but for the time that the writing takes.
  private let interval: Duration
  /// Writing takes at most this part of the processor's time.
  private static let most = 1.0 / 50
  private var next: ContinuousClock.Instant?

  /// - Parameter interval: less than the ten seconds that we promise, so that there is time to write.
  init(interval: Duration = .seconds(8)) { self.interval = interval }

  /// The first time at once: who is killed after a moment has something, too.
  func isDue(at now: ContinuousClock.Instant) -> Bool { next.map { $0 <= now } ?? true }

  /// - Parameters:
  ///   - moment: when the session was as it is kept.
  ///   - effort: seconds of processor time that it took to write it.
  mutating func note(keptAt moment: ContinuousClock.Instant, effort: Double) {
    next = moment + max(interval, .seconds(effort / Self.most))
  }
}

/// Seconds of processor time that a thread has taken since this was made.
struct ThreadEffort {
  private let start = Self.now

  var seconds: Double { Self.now - start }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
