// SPDX-License-Identifier: Apache-2.0

import BenignStore

extension Invocation {
  /// The session that a kernel before this one had, in the place of this one.
  func loadSession(into session: inout Session) throws(Diagnostic) {
    guard let keeper = environment.keeper else {
      throw Diagnostic(
        .notReady, "No sessions are kept here.", at: range,
        expected: "a kernel, and a folder in BENIGN_DATA or the home directory; or load FILE",
        suggestion: "load \"first.json\"")
    }
    let restored: RestoredSession?
    do throws(Diagnostic) {
      restored = try environment.abandonably { environment throws(Diagnostic) in
        let kept: SessionStore.Kept?
        do throws(StoreError) {
          kept = try keeper.previous()
        } catch {
          throw Diagnostic(.file, "What is kept of sessions cannot be read: \(error).")
        }
        return try kept.map { (kept) throws(Diagnostic) in
          try RestoredSession(kept, stop: environment.stop)
        }
      }
    } catch {
      throw error.located(at: range)
    }
    let notice = keeper.takeNotice()
    guard let restored else {
      if let notice { throw Diagnostic(.file, "Sessions cannot be read: \(notice)", at: range) }
      throw Diagnostic(
        .notReady, "No session is kept of a kernel that this one was started in the place of.",
        at: range, expected: "a kernel that was started again, or load FILE",
        suggestion: "load \"first.json\"")
    }
    if let notice { warn(notice) }
    session.take(restored.session)
    tell(restored)
  }

  private func tell(_ restored: RestoredSession) {
    let session = restored.session
    let counts = [
      (session.experimentNames.count, "experiment"), (session.tables.count, "table"),
      (session.variables.count, "variable"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }
    say("session: \(words.joined(separator: ", ")); \(session.place)")
    for name in restored.leftOut { warn("\(name) was too large to be kept.") }
    for name in restored.redrawn {
      warn(
        "the data of \(name) are drawn again on another kind of processor, or by another Benign; they agree to about 1e-9."
      )
    }
  }
}
