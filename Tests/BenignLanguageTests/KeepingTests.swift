// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import Glibc
import TestSupport
import Testing

@testable import BenignLanguage

struct KeepingTests {
  private static let cells = [
    StatementTests.setup + "run steps=30 record=[limit_error]", "fork b\nflow time=5",
    "use c\nmixture student n=8 p=60 mu=2 df=3 cov=powerlaw(0.5) mean=axis(3) orthogonal=true",
    "use d\nmixture pareto n=8 mu=2 tail=4 cov=[[2, 30], [1, 50]] flip=0.2\nnetwork m=3 gamma=0.4\nstep",
    "use k\nmixture n=8 p=60 mu=2 clusters=xor balance=0.3\nnetwork m=3 gamma=0 bias=2\nstep",
    "sweep j clusters=[pair, xor, 3] bias=[0, 1] balance=0.2 measure=limit_error",
    "x = [1, [true, None, \"é\"], [], [[1/0, -0.0]]]\ny = 0/0\nz = 1..50",
    "sweep g kind=[gaussian, uniform] mu=[1, 2] repeat=2 steps=5 measure=[margin, rho]",
    "sweep h gamma=[0.2, 0.3] measure=limit_error",
    "sweep i level=[1, 2] ratio=[5, 9] mu=ratio/n measure=limit_error < level", "use e", "use b",
  ]

  private func session() -> Session {
    var recorder = Recorder()
    for cell in Self.cells { #expect(recorder.run(cell) == nil) }
    return recorder.session
  }

  private func parts(_ session: Session) -> [String: [UInt8]] { KeptSession.parts(of: session) }

  @Test("a session comes back bit by bit: what is written of it again is the same")
  func roundTrip() throws {
    let session = session()
    let parts = parts(session)
    let restored = try RestoredSession(parts)
    #expect(self.parts(restored.session) == parts)
    #expect(restored.redrawn.isEmpty && restored.leftOut.isEmpty)
    #expect(restored.session.experimentNames == session.experimentNames)
    #expect(restored.session.tables == session.tables)
    for name in ["main", "b", "d", "k"] {
      let (before, after) = (session.experiments[name], restored.session.experiments[name])
      #expect(try before?.state() == after?.state())
      #expect(before?.trajectory.names == after?.trajectory.names)
    }
  }

  @Test("data are kept as what draws them again")
  func seeds() throws {
    var recorder = Recorder()
    #expect(recorder.run("mixture n=500 p=1000 mu=2\nnetwork m=300 gamma=0.3") == nil)
    let content = try #require(parts(recorder.session)["experiment/main"])
    #expect(content.count < 1000)
  }

  @Test("experiments that share their data share them again")
  func sharing() throws {
    let restored = try RestoredSession(parts(session())).session
    let memory = ["main", "b"].map { name in
      Set(restored.experiments[name]?.memory.map(\.identity) ?? [])
    }
    #expect(memory[0].intersection(memory[1]).count >= 3)
  }

  @Test("no byte of a part can be changed, and none be missing, unnoticed")
  func damage() throws {
    var recorder = Recorder()
    #expect(
      recorder.run("mixture n=3 p=20 mu=2\nnetwork m=2 gamma=0.3\nstep\nx = [1, \"a\"]") == nil)
    let parts = parts(recorder.session)
    for (name, content) in parts {
      for index in content.indices {
        var damaged = parts
        damaged[name]?[index] ^= UInt8(1 << (index % 8))
        #expect(throws: Diagnostic.self, "\(name) \(index)") {
          try RestoredSession(damaged)
        }
        damaged[name] = Array(content[..<index])
        #expect(throws: Diagnostic.self, "\(name) \(index)") {
          try RestoredSession(damaged)
        }
      }
      var damaged = parts
      damaged[name] = nil
      let error = #expect(throws: Diagnostic.self) {
        try RestoredSession(damaged)
      }
      #expect(error?.kind == .file)
    }
  }

  @Test(
    "parts whose sums are right but whose contents are not are refused, and nothing else happens")
  func hostile() throws {
    var generator = SplitMix64(seed: 7)
    let content = try #require(parts(session())["experiment/main"])
    for _ in 0..<2000 {
      var bytes = Array(content.dropLast(8))
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<min(bytes.count, 400), using: &generator)
        bytes[index] = UInt8.random(in: 0...255, using: &generator)
      }
      // What is read, is read to its end or refused.
      _ = try? KeptExperiment(try sealed(bytes), sealedAs: "")
      var reader = try ByteReader(sealed(bytes), sealedAs: "")
      _ = try? reader.value()
      reader = try ByteReader(sealed(bytes), sealedAs: "")
      _ = try? reader.table()
    }
  }

  @Test("no part can stand in another one's place unnoticed")
  func exchanged() throws {
    var recorder = Recorder()
    #expect(recorder.run("x = 1\ny = 2") == nil)
    var parts = parts(recorder.session)
    (parts["variable/x"], parts["variable/y"]) = (parts["variable/y"], parts["variable/x"])
    #expect(throws: Diagnostic.self) { try RestoredSession(parts) }
  }

  @Test(
    "what has no room is left out by name, measured as it is written, and the rest comes back")
  func leftOut() throws {
    let folder = try ScratchFolder()
    func keeper() -> SessionKeeper {
      let quotas = SessionStore.Quotas(all: 1 << 20, one: 20_000)
      return SessionKeeper(
        SessionStore(folder: folder.path, key: "k", form: KeptSession.form, quotas: quotas))
    }
    var recorder = Recorder()
    recorder.keeper = keeper()
    let text = String(repeating: "a", count: 1000)
    // A short list, that has a long text many times.
    let cell =
      "small = 1\nlong = \"\(text)\"\nlarge = ["
      + [String](repeating: "long", count: 30).joined(separator: ", ") + "]\n"
    #expect(recorder.run(cell + StatementTests.setup + "step") == nil)
    #expect(
      recorder.text.hasSuffix(
        "warning: variable large is too large to be kept for a kernel that is started again.\n"))
    #expect(recorder.run("small = 2") == nil)
    #expect(recorder.text.isEmpty)
    var next = Recorder()
    next.keeper = keeper()
    #expect(next.run("load") == nil)
    #expect(next.text.contains("variable large was too large to be kept"))
    #expect(next.session.variables["small"] == .number(2))
    #expect(next.session.variables["large"] == nil)
    #expect(try next.session.experiment.state() == recorder.session.experiment.state())
  }

  @Test("where the history of a session has no room, the session comes back without it")
  func withoutHistory() throws {
    var recorder = Recorder()
    #expect(recorder.run("x = 1") == nil)
    let kept = KeptSession(recorder.session)
    let parts =
      (kept.parts.filter { $0.name != "journal/0" } + [kept.index(leftOut: ["journal/0"])])
      .map { ($0.name, $0.content(.max) ?? []) }
    let restored = try RestoredSession(Dictionary(uniqueKeysWithValues: parts))
    #expect(restored.leftOut.isEmpty && restored.session.journal.isCut)
    #expect(restored.session.variables["x"] == .number(1))
  }

  @Test("a session of the first form is read, one of a later form is refused by name")
  func forms() throws {
    var recorder = Recorder()
    #expect(recorder.run("x = 1") == nil)
    var first: [String: [UInt8]] = [:]
    for (name, content) in parts(recorder.session) { first[name] = try sealed(content.dropLast(8)) }
    #expect(try RestoredSession(first, form: 1).session.variables["x"] == .number(1))
    let error = #expect(throws: Diagnostic.self) { try RestoredSession(first, form: 3) }
    #expect(error?.message.contains("in form 3, by another version of Benign") == true)
  }

  @Test("writing takes at most a fiftieth of the time, and a state is kept every eight seconds")
  func pace() {
    let now = ContinuousClock.now
    var pace = KeepingPace()
    #expect(pace.isDue(at: now))
    for (effort, wait) in [(0.0, 8), (0.1, 8), (0.5, 25)] {
      pace.note(keptAt: now, effort: effort)
      #expect(!pace.isDue(at: now + .seconds(wait) - .milliseconds(1)))
      #expect(pace.isDue(at: now + .seconds(wait)))
    }
  }

  @Test("a cell that goes on is kept between its statements, and again at its end")
  func amidACell() throws {
    let folder = try ScratchFolder()
    var recorder = Recorder()
    recorder.keeper = SessionKeeper(
      SessionStore(folder: folder.path, key: "k", form: KeptSession.form),
      pace: KeepingPace(interval: .zero))
    let next = SessionKeeper(folder: folder.path, key: "k")
    var found: Set<String> = []
    let diagnostic = recorder.run(
      "x = 1\nuse b\ny = 2\nuse c",
      publish: { session in
        // A thread of its own writes; this one would wait for ever where nothing is kept.
        for _ in 0..<5000 where found.count < session.variables.count {
          let parts = (try? next.previous())??.parts ?? [:]
          found.formUnion(parts.keys.filter { $0.hasPrefix("variable/") })
          usleep(1000)
        }
      })
    #expect(diagnostic == nil && found == ["variable/x", "variable/y"])
    var restored = Recorder()
    restored.keeper = next
    #expect(restored.run("load\nverify") == nil)
    #expect(restored.session.experimentNames == ["main", "b", "c"])
  }

  @Test(
    "of cells that are interrupted while a large session is written, what the last one left is kept"
  )
  func interrupted() throws {
    let folder = try ScratchFolder()
    var recorder = Recorder()
    let keeper = SessionKeeper(folder: folder.path, key: "k")
    recorder.keeper = keeper
    #expect(recorder.run((0..<5_000).map { "v\($0) = \($0)" }.joined(separator: "\n")) == nil)
    for number in 0..<100 {
      // The interrupt comes when the cell has ended.
      var isRun = false
      _ = recorder.run(
        "a = \(number)", stop: StopSignal { isRun }, publish: { _ in isRun = true })
    }
    keeper.wait()
    var restored = Recorder()
    restored.keeper = SessionKeeper(folder: folder.path, key: "k")
    #expect(restored.run("load") == nil)
    #expect(restored.session.variables["a"] == recorder.session.variables["a"])
  }

  @Test("load alone needs a kernel; an interrupt leaves the session as it was")
  func load() throws {
    var recorder = Recorder()
    #expect(recorder.run("load")?.kind == .notReady)
    let folder = try ScratchFolder()
    func keeper() -> SessionKeeper {
      SessionKeeper(folder: folder.path, key: "k")
    }
    recorder.keeper = keeper()
    #expect(recorder.run("load")?.kind == .notReady)
    #expect(recorder.run(StatementTests.setup + "step\nx = 1") == nil)
    var next = Recorder()
    next.keeper = keeper()
    #expect(next.run("load", access: .reading)?.kind == .busy)
    #expect(next.run("y = 1") == nil)
    let diagnostic = next.run(
      "load",
      stop: .after(1))
    #expect(diagnostic?.kind == .interrupted)
    #expect(next.session.variables.keys.sorted() == ["y"])
    #expect(next.run("load\nprint t, x") == nil)
    #expect(next.text == "session: 1 experiment, 1 variable; main: t = 1\n1 1\n")
  }

  @Test(
    "what an older Benign has kept is read: tables of the first form, training without its rate's rule"
  )
  func firstForm() throws {
    let mixture = Mixture(points: 9, dimension: 40, meanNorm: 2)
    var writer = ByteWriter()
    writer.add("g")
    for texts in [["lr"], ["loss"], ["loss"]] { writer.add(each: texts) { $0.add($1) } }
    writer.add(1)
    writer.add(1)
    writer.add(each: [Value.number(0.5)]) { $0.add($1) }
    writer.add(mixture) { $0.add($1) }
    writer.add(Dataset?.none) { $0.add($1) }
    writer.add(NetworkDefinition?.none) { $0.add($1) }
    writer.add("a definition")
    writer.add(3)
    for (name, number) in [("steps", 7.0), ("lr", 0.5)] {
      writer.add(name)
      writer.add(true)
      writer.tag(1)
      writer.add(number)
      writer.add(5)
    }
    writer.add("loss")
    writer.add(false)
    writer.tag(0)
    writer.add("logistic loss")
    writer.add(1)
    writer.tag(1)
    writer.add([2.5])
    var reader = try ByteReader(try #require(writer.sealed(as: "")), sealedAs: "")
    let table = try reader.table()
    try reader.end()
    let cell = try #require(table.cells.first)
    #expect(table.name == "g" && cell.mixture == mixture && cell.outcomes == [.measured([2.5])])
    #expect(
      cell.training == [
        CellSetting("steps", .number(7)), CellSetting("lr", .number(0.5)),
        CellSetting("loss", .text("logistic")),
      ])
    #expect(cell.version.isEmpty && table.countsLastStates)

    let content = try #require(parts(session())["experiment/main"])
    let kept = try KeptExperiment(try sealed(content.dropLast(8 + 8 + 1)), sealedAs: "")
    #expect(kept.image?.isRateGiven == false)
    #expect(try KeptExperiment(content, sealedAs: "experiment/main").image == kept.image)
  }
}
