// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import Glibc
import Synchronization

/// Keeps the session of a kernel as it changes, for the kernel that is started in its place.
public final class SessionKeeper: Sendable {
  private struct State {
    /// Of the session that was kept last.
    var kept: KeptSession.Identity?
    var pace: KeepingPace
    /// What has been complained of since something was kept last.
    var complaints: Set<String> = []
  }

  /// What is larger is written by a thread of its own.
  private static let mostBytesAtOnce = 1 << 20
  private static let mostVariablesAtOnce = 1_000

  private let store: SessionStore
  private let state: Mutex<State>
  /// The writing, which answers what cannot be kept: of many states that wait only the newest is written.
  private let writing = LatestWork<[String]>()

  public convenience init(folder: String, key: String) {
    self.init(SessionStore(folder: folder, key: key, form: KeptSession.form))
  }

  /// - Parameter pace: how often a long run is kept.
  init(_ store: SessionStore, pace: KeepingPace = KeepingPace()) {
    self.store = store
    state = Mutex(State(pace: pace))
  }

  /// Keeps what has changed; when this returns, it survives the process.
  ///
  /// - Parameter stop: whether somebody waits for the cell to end.
  /// - Returns: what cannot be kept, and why; each complaint once.
  func keep(_ session: Session, stop: StopSignal) -> String? {
    let identity = KeptSession.Identity(session)
    // A session that nothing has happened in leaves what a kernel before it had.
    if state.withLock({ $0.kept.map { $0 == identity } ?? session.isEmpty }), !isTaken {
      return nil
    }
    let turn = Stamp.next()
    let piece: @Sendable () -> [String] = { [self] in write(KeptSession(session, turn: turn)) }
    let isLarge =
      KeptExperiment.size(of: session.experiment) > Self.mostBytesAtOnce
      || session.variables.count > Self.mostVariablesAtOnce
    if !isLarge, let complaints = writing.doNow(piece) { return new(complaints) }
    // An interrupt does not wait for it, not even one that ended the cell; it is written all the same.
    var isBegun = false
    let isWaitedForNoMore = StopSignal {
      defer { isBegun = true }
      return isBegun && stop.isRequested
    }
    return new(writing.value(of: writing.handIn(piece), stop: isWaitedForNoMore) ?? [])
  }

  /// Keeps what a long cell has reached, now and then, while it goes on.
  ///
  /// - Parameter session: gives it as it is now.
  func keepNowAndThen(_ session: Session, _ settled: @escaping @Sendable (Session) -> Session) {
    let isDue = state.withLock { state in
      state.pace.isDue(at: .now) && (state.kept != nil || !session.isEmpty)
    }
    guard isDue, writing.isIdle else { return }
    let (turn, moment) = (Stamp.next(), ContinuousClock.now)
    // What goes wrong is told at the cell's end.
    _ = writing.handIn { [self] in
      write(KeptSession(settled(session), turn: turn), begun: moment)
    }
  }

  /// Keeps the session anew where its file was taken away since the last cell, and waits for what is being written, before the process
  /// ends.
  public func finish(_ session: Session) {
    if writing.isIdle, isTaken {
      let turn = Stamp.next()
      _ = writing.handIn { [self] in write(KeptSession(session.withSettledJournal, turn: turn)) }
    }
    wait()
  }

  /// Waits for what is being written, 3.5 seconds at most.
  func wait() {
    for _ in 0..<350 where !writing.isIdle { usleep(10_000) }
  }

  /// Whether somebody has taken away what this kernel has kept.
  private var isTaken: Bool { state.withLock { $0.kept != nil } && store.isTaken }

  /// The session that the kernel before this one had; `nil` when none is kept.
  func previous() throws(StoreError) -> SessionStore.Kept? { try store.previous() }

  /// The notice is a sentence that says what has happened to the file of sessions since this was asked last; it is `nil` where nothing has.
  func takeNotice() -> String? { store.takeNotice().map { "\($0)." } }

  /// - Returns: what cannot be kept, and why.
  private func write(
    _ kept: KeptSession, begun moment: ContinuousClock.Instant = .now
  ) -> [String] {
    let effort = ThreadEffort()
    let outcome = Result { () throws(StoreError) in
      try store.keep(kept.parts, turn: kept.turn, index: kept.index)
    }
    return state.withLock { state in
      state.pace.note(keptAt: moment, effort: effort.seconds)
      switch outcome {
      case .success(let leftOut?):
        state.kept = kept.identity
        let words = leftOut.compactMap(KeptSession.words)
        return words.map {
          "\($0) is too large to be kept for a kernel that is started again."
        }
      case .success(.none): return []
      case .failure(let error):
        return ["the session is not kept for a kernel that is started again: \(error)."]
      }
    }
  }

  private func new(_ complaints: [String]) -> String? {
    let new = state.withLock { state in
      // A thread that keeps an earlier state of the cell, in which all had room, takes no complaint back.
      if complaints.isEmpty { state.complaints = [] }
      return complaints.filter { state.complaints.insert($0).inserted }
    }
    let all = (takeNotice().map { [$0] } ?? []) + new
    return all.isEmpty ? nil : all.joined(separator: "\nwarning: ")
  }
}
