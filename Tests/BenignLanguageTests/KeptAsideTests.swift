// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Testing

@testable import BenignLanguage
@testable import BenignStore

/// What it costs the cells that a session is kept.
struct KeptAsideTests {
  /// Longer than a busy machine takes from one line of a test to the next.
  private static let patience: Int32 = 30_000

  @Test(
    "an interrupt does not wait until a large session is written, and it is written all the same",
    arguments: [
      // 1.3 MB of training.
      "mixture n=200 p=400 mu=3\nnetwork m=400 gamma=0.2\nstep",
      (0...1_000).map { "x\($0) = \($0)" }.joined(separator: "\n"),
    ])
  func aside(cell: String) throws {
    let folder = try ScratchFolder()
    let keeper = SessionKeeper(
      SessionStore(
        folder: folder.path, key: "k", form: KeptSession.form, quotas: .standard,
        patience: Patience(Self.patience)))
    var recorder = Recorder()
    #expect(recorder.run("a = 1") == nil)
    #expect(keeper.keep(recorder.session, stop: .never) == nil)
    let other = try Database(path: folder.path + "/sessions.sqlite", creating: false)
    try other.execute("BEGIN IMMEDIATE")
    #expect(recorder.run(cell) == nil)
    // Who waited for the other program would complain of it.
    #expect(keeper.keep(recorder.session, stop: StopSignal { true }) == nil)
    try other.execute("ROLLBACK")
    for _ in 0..<10 { keeper.wait() }
    var next = Recorder()
    next.keeper = SessionKeeper(folder: folder.path, key: "k")
    #expect(next.run("load") == nil)
    #expect(next.session.variables == recorder.session.variables)
    #expect(next.session.experiment.fingerprint == recorder.session.experiment.fingerprint)
  }

  @Test("what a cell writes does not grow with the cells before it")
  func growth() {
    var recorder = Recorder()
    var stamps: [String: Int] = [:]
    var written: [Int] = []
    for cell in 0..<10 * Journal.Chunk.length {
      #expect(recorder.run("x = \(100_000 + cell)") == nil)
      let kept = KeptSession(recorder.session)
      let new = kept.parts.filter { stamps.updateValue($0.stamp, forKey: $0.name) != $0.stamp }
      written.append(
        (new + [kept.index(leftOut: [])]).reduce(0) { $0 + ($1.content(.max)?.count ?? 0) })
    }
    let (first, last) = (written.prefix(Journal.Chunk.length), written.suffix(Journal.Chunk.length))
    #expect(last.reduce(0, +) <= first.reduce(0, +))
  }
}
