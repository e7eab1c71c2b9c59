// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import TestSupport
import Testing

@testable import BenignLanguage

struct VerifyTests {
  /// Cells, of which the third and the fourth come to nothing.
  private static let cells = [
    "a = 3\n" + StatementTests.setup + "run steps=10*a",
    "b = [a, loss]\nprint b\nfork other\nflow time=a",
    "a = nosuch", "state\nplot loss\nshow", "use main\nstep 2\nstep 0",
    "run steps=1e6 until=misalignment<0.1",
    "sweep g gamma=[0.2, 0.4] repeat=2 steps=20 measure=margin\nc = sum(g.margin)\n"
      + "sweep h level=[0.2, 0.4] ratio=[5, 9] p=ratio*n steps=20 measure=margin < level",
    "c = 2*c\ndrop other",
    "use d\nmixture student n=9 p=90 mu=2 df=3\nnetwork m=3 gamma=0.2\nrun steps=5 lr=0.1 loss=logistic",
  ]

  private func recorder(_ cells: [String] = cells) -> Recorder {
    var recorder = Recorder()
    for (place, cell) in cells.enumerated() {
      recorder.execution = place + 1
      _ = recorder.run(cell)
    }
    recorder.execution = cells.count + 1
    return recorder
  }

  /// What `verify` answers, by its names.
  private func answer(_ recorder: inout Recorder, sourceLocation: SourceLocation = #_sourceLocation)
    throws -> [String: Datum]
  {
    #expect(recorder.run("verify") == nil, sourceLocation: sourceLocation)
    // On a busy machine it shows progress.
    let others = recorder.events.count { event in
      switch event {
      case .report, .progress: false
      default: true
      }
    }
    #expect(others == 0, sourceLocation: sourceLocation)
    guard case .report(let report) = recorder.events.last,
      case .object(let members) = report.document
    else {
      Issue.record("no report: \(recorder.events)", sourceLocation: sourceLocation)
      return [:]
    }
    return Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
  }

  private func difference(_ recorder: inout Recorder) throws -> [String: Datum] {
    let answer = try answer(&recorder)
    #expect(answer["identical"] == .boolean(false))
    guard case .object(let members) = answer["first_difference"] else {
      Issue.record("\(answer)")
      return [:]
    }
    return Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
  }

  private func expectIdentical(
    _ recorder: inout Recorder, cells: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let answer = try answer(&recorder, sourceLocation: sourceLocation)
    #expect(answer["identical"] == .boolean(true), "\(answer)", sourceLocation: sourceLocation)
    #expect(answer["first_difference"] == Datum.none, sourceLocation: sourceLocation)
    #expect(answer["kind"] == .text("verify"), sourceLocation: sourceLocation)
    if let cells {
      #expect(answer["cells"] == .number(Double(cells)), sourceLocation: sourceLocation)
    }
  }

  @Test("a session comes out the same again, and is as it was afterwards")
  func identical() throws {
    var recorder = recorder()
    let before = recorder.session
    try expectIdentical(&recorder, cells: 7)
    #expect(recorder.session.workspace.revision == before.workspace.revision)
    #expect(recorder.session.tableStamps == before.tableStamps)
    try expectIdentical(&recorder, cells: 7)
    var empty = Recorder()
    try expectIdentical(&empty, cells: 0)
  }

  @Test("what was undone is not run again; tables that undo left are there")
  func undone() throws {
    var recorder = recorder(Array(Self.cells.prefix(2)))
    for cell in [
      "x = 1", "step 3\nsweep g gamma=[0.2, 0.4] measure=rho", "y = sum(g.rho)", "undo", "undo",
      "z = sum(g.rho)", "undo\nw = 7\nstep", "x = 2\nundo\nv = sum(g.rho)",
    ] { #expect(recorder.run(cell) == nil, "\(cell)") }
    try expectIdentical(&recorder, cells: 5)
    #expect(recorder.run("u = 1\nreset\nt1 = 2") == nil)
    try expectIdentical(&recorder, cells: 1)
    #expect(recorder.run("undo") == nil)
    try expectIdentical(&recorder)
  }

  @Test(
    "an interrupted run is repeated to where it was",
    arguments: [
      "run steps=1e9 leap=false", "run steps=1e9", "run steps=1e30 leap=true points=50",
      "run until=t<0",
      "run steps=1e6 lr=0.5 loss=logistic reduction=mean", "run steps=1e5 loss=hinge lr=0.3",
      "run steps=1e12 loss=hinge lr=1e-5", "flow time=1e20", "step 500",
    ], 1...24)
  func interrupted(statement: String, moment: Int) throws {
    var recorder = recorder([
      "mixture n=30 p=60 mu=3 flip=0.1 seed=\(moment)\nnetwork m=6 gamma=0.3"
    ])
    // Some runs end before, by themselves or where flow would slide.
    _ = recorder.run(
      statement,
      stop: .after(moment * moment * 3))
    #expect(recorder.run("a = loss\nrun steps=50 loss=None") == nil)
    try expectIdentical(&recorder)
  }

  @Test("an interrupted sweep is repeated as far as it was made")
  func interruptedSweep() throws {
    var recorder = recorder(Array(Self.cells.prefix(1)))
    let sweep = "sweep g mu=1..30 repeat=2 steps=50_000 leap=false workers=1 measure=margin"
    let diagnostic = recorder.run(
      sweep,
      stop: .after(60))
    #expect(diagnostic?.kind == .interrupted)
    let missing = recorder.session.table("g")?.missingCells ?? 0
    #expect(missing > 0)
    try expectIdentical(&recorder)
  }

  @Test("a diverged run is repeated")
  func diverged() throws {
    var recorder = recorder(["mixture n=40 p=10 mu=0.1 flip=0.3 seed=1\nnetwork m=6 gamma=0.3"])
    #expect(recorder.run("run steps=1000 lr=10")?.kind == .diverged)
    #expect(recorder.run("a = loss") == nil)
    try expectIdentical(&recorder)
  }

  @Test("a file that has changed is a difference with its place")
  func changedFiles() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/rows.csv"
    let rows = "label,a,b\n" + (0..<30).map { "\($0 % 2),\($0 * $0 % 7),\($0 % 5)\n" }.joined()
    try folder.write(rows, to: "rows.csv")
    var recorder = recorder([
      "x = 1", "y = 2\ndataset \"\(path)\" label=\"label\"\nnetwork m=4 gamma=0.2", "run steps=9",
      "export experiment \"\(folder.path)/e.json\"", "load \"\(folder.path)/e.json\"",
    ])
    try expectIdentical(&recorder, cells: 4)
    let changed = rows.replacing("1,1,1", with: "1,1,2")
    try folder.write(changed, to: "rows.csv")
    let place = try difference(&recorder)
    #expect(place["execution"] == .number(2))
    #expect(place["line"] == .number(2))
    try folder.remove("rows.csv")
    let missing = try difference(&recorder)
    #expect(missing["line"] == .number(2))
    #expect("\(missing["reason"] ?? .none)".contains("rows.csv"))
  }

  @Test("what the statements do not lead to is a difference")
  func tampered() throws {
    var recorder = recorder()
    recorder.session.set(.number(9), as: "a")
    #expect(try difference(&recorder)["reason"] == .text("at the end a has another value"))
    recorder = self.recorder()
    var experiment = recorder.session.experiment
    let settings = DescentSettings(steps: 1)
    _ = try experiment.descend(settings, hooks: RunHooks())
    recorder.session.experiment = experiment
    #expect(try difference(&recorder)["reason"] == .text("at the end d is another one"))
  }

  @Test("sweeps are computed anew, and their numbers compared")
  func sweeps() throws {
    let folder = try ScratchFolder()
    let store = Store(folder: folder.path)
    var recorder = SweepTests.ready()
    recorder.store = store
    let sweep = "sweep g mu=[1, 2] steps=30 measure=loss"
    #expect(recorder.run(sweep) == nil)
    let table = try #require(recorder.session.table("g"))
    let place = SweepQueue.Place(cell: 1, number: 0)
    // A number that nobody could compute is taken from the store.
    try store.record(.measured([-7]), of: table.identities(at: place)[0])
    var next = Recorder()
    next.store = store
    #expect(next.run(SweepTests.setup + sweep) == nil)
    #expect(next.session.table("g")?.column("loss")?.last == .number(-7))
    #expect(try difference(&next)["reason"] == .text("g has other numbers"))
  }

  @Test("what a run has recorded is not compared")
  func trajectories() throws {
    var (recorder, other) = (recorder([]), recorder([]))
    let setup = StatementTests.setup + "run steps=30"
    #expect(recorder.run(setup) == nil)
    #expect(other.run(setup + " record=[margin]") == nil)
    recorder.session.experiment = other.session.experiment
    try expectIdentical(&recorder, cells: 1)
  }

  @Test("it writes no file, changes nothing, and a subshell may not ask")
  func quiet() throws {
    let folder = try ScratchFolder()
    let file = folder.path + "/p.svg"
    var recorder = recorder(Array(Self.cells.prefix(2)) + ["plot loss file=\"\(file)\"\nx = 1"])
    try folder.remove("p.svg")
    try expectIdentical(&recorder)
    #expect(try folder.names.isEmpty)
    #expect(recorder.run("verify", access: .reading)?.kind == .busy)
  }

  @Test("an interrupt ends it without an answer")
  func stopped() throws {
    var recorder = recorder()
    let diagnostic = recorder.run(
      "verify",
      stop: .after(1))
    #expect(diagnostic?.kind == .interrupted)
    #expect(recorder.events.isEmpty)
    try expectIdentical(&recorder)
  }

  @Test("a session that is brought back can be verified as well")
  func restored() throws {
    let session = recorder().session
    var restored = Recorder()
    restored.session = try RestoredSession(KeptSession.parts(of: session)).session
    try expectIdentical(&restored, cells: 7)
    #expect(restored.run("step\nq = 1") == nil)
    try expectIdentical(&restored, cells: 8)
  }

  @Test("of a session that is too long to be remembered, that is said")
  func tooLong() throws {
    var recorder = Recorder()
    let step = Journal.Step(statement: 0, failure: nil, clock: nil, runs: nil, fingerprint: 0)
    for _ in 0..<100_000 {
      recorder.session.journal.append(.cell("x = 1", execution: nil, [step]))
    }
    #expect(!recorder.session.journal.isCut)
    recorder.session.journal.append(.cell("x = 1", execution: nil, [step]))
    #expect(recorder.run("verify")?.kind == .resourceLimit)
    #expect(recorder.run("reset") == nil)
    for size in [15, 2] {
      let text = String(repeating: "#", count: size << 20)
      recorder.session.journal.append(.cell(text, execution: nil, [step]))
      #expect(recorder.session.journal.isCut == (size == 2))
    }
    #expect(recorder.run("reset\nx = 1") == nil)
    try expectIdentical(&recorder, cells: 1)
  }
}
