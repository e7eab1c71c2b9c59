// SPDX-License-Identifier: Apache-2.0

import BenignCore
public import BenignStore
import Concurrency
import Synchronization

/// Keeps the session of a kernel as it changes, for the kernel that is started in its place.
public final class SessionKeeper: Sendable {
  private struct State {
    /// Of what is kept.
    var revision: Int?
    var tables: [String: Int] = [:]
    /// When something was last kept; `nil` before the database is there.
    var lastTime: ContinuousClock.Instant?
    /// What has been complained of.
    var complaints: Set<String> = []
  }

  /// In the middle of a run the session is kept as often as this, unless it is large.
  private static let interval: Duration = .seconds(10)
  private static let mostBytesInRun = 4 << 20
  /// What is larger is written by a thread of its own.
  private static let mostBytesAtOnce = 1 << 20

  private let store: SessionStore
  private let state = Mutex(State())

  public init(_ store: SessionStore) { self.store = store }

  /// Keeps what has changed; when this returns, it survives the process.
  ///
  /// - Parameter stop: whether somebody waits for the cell to end.
  /// - Returns: what cannot be kept, and why; each complaint once.
  func keep(_ session: Session, stop: StopSignal) -> String? {
    let (revision, tables) = (session.workspace.revision, session.tableStamps)
    let isKept = state.withLock { state in
      defer { (state.revision, state.tables) = (revision, tables) }
      // A session that nothing has happened in leaves what a kernel before it had.
      if state.revision == nil, session.isEmpty { return true }
      return state.revision == revision && state.tables == tables
    }
    guard !isKept else { return nil }
    let kept = KeptSession(session)
    guard KeptExperiment.size(of: session.experiment) > Self.mostBytesAtOnce else {
      return write(kept)
    }
    // An interrupt does not wait for it, not even one that ended the cell; it is written all the same.
    var isBegun = false
    let isWaitedForNoMore = StopSignal {
      defer { isBegun = true }
      return isBegun && stop.isRequested
    }
    return try? Abandonable.run(stop: isWaitedForNoMore) { [self] _ throws(Diagnostic) in
      write(kept)
    }
  }

  /// Keeps what a long run has reached, now and then.
  /// - Parameter session: gives it as it is now.
  func keepNowAndThen(_ experiment: Experiment, _ session: () -> Session) {
    // The first time at once: an interrupt is not to wait until a database is made.
    let isDue = state.withLock { state in
      state.lastTime.map { $0 + Self.interval < .now } ?? true
    }
    guard isDue, KeptExperiment.size(of: experiment) <= Self.mostBytesInRun else { return }
    // What goes wrong is told at the cell's end.
    let kept = KeptSession(session())
    _ = try? store.keep(kept.parts, turn: kept.turn)
    state.withLock { $0.lastTime = .now }
  }

  /// The parts of the session that the kernel before this one had; `nil` when none is kept.
  func previous() throws(StoreError) -> [String: [UInt8]]? { try store.previous() }

  private func write(_ kept: KeptSession) -> String? {
    var complaints: [String] = []
    do throws(StoreError) {
      try store.keep(kept.parts, turn: kept.turn)
      complaints = kept.leftOut.map {
        "\($0) is too large to be kept for a kernel that is started again."
      }
    } catch {
      complaints = ["the session is not kept for a kernel that is started again: \(error)."]
    }
    return state.withLock { state in
      state.lastTime = .now
      let new = complaints.filter { state.complaints.insert($0).inserted }
      return new.isEmpty ? nil : new.joined(separator: "\nwarning: ")
    }
  }
}
