// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import Testing

@testable import BenignLanguage

struct KeepingTests {
  private static let cells = [
    StatementTests.setup + "run steps=30 record=[limit_error]", "fork b\nflow time=5",
    "use c\nmixture student n=8 p=60 mu=2 df=3 cov=powerlaw(0.5) mean=axis(3) orthogonal=true",
    "use d\nmixture pareto n=8 mu=2 tail=4 cov=[[2, 30], [1, 50]] flip=0.2\nnetwork m=3 gamma=0.4\nstep",
    "x = [1, [true, None, \"é\"], [], [[1/0, -0.0]]]\ny = 0/0\nz = 1..50",
    "sweep g kind=[gaussian, uniform] mu=[1, 2] repeat=2 steps=5 measure=[margin, rho]",
    "sweep h gamma=[0.2, 0.3] measure=limit_error", "use e", "use b",
  ]

  private func session() -> Session {
    var recorder = Recorder()
    for cell in Self.cells { #expect(recorder.run(cell) == nil) }
    return recorder.session
  }

  private func parts(_ session: Session) -> [String: [UInt8]] {
    let parts = KeptSession(session).parts.map { ($0.name, $0.content()) }
    return Dictionary(uniqueKeysWithValues: parts)
  }

  @Test("a session comes back bit by bit: what is written of it again is the same")
  func roundTrip() throws {
    let session = session()
    let parts = parts(session)
    let restored = try RestoredSession(parts, stop: .never)
    #expect(self.parts(restored.session) == parts)
    #expect(restored.redrawn.isEmpty && restored.leftOut.isEmpty)
    #expect(restored.session.experimentNames == session.experimentNames)
    #expect(restored.session.tables == session.tables)
    for name in ["main", "b", "d"] {
      let (before, after) = (session.experiments[name], restored.session.experiments[name])
      #expect(try before?.state() == after?.state())
      #expect(before?.trajectory.names == after?.trajectory.names)
    }
  }

  @Test("experiments that share their data share them again")
  func sharing() throws {
    let restored = try RestoredSession(parts(session()), stop: .never).session
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
          try RestoredSession(damaged, stop: .never)
        }
        damaged[name] = Array(content[..<index])
        #expect(throws: Diagnostic.self, "\(name) \(index)") {
          try RestoredSession(damaged, stop: .never)
        }
      }
      var damaged = parts
      damaged[name] = nil
      let error = #expect(throws: Diagnostic.self) {
        try RestoredSession(damaged, stop: .never)
      }
      #expect(error?.kind == .file)
    }
  }

  @Test(
    "parts whose sums are right but whose contents are not are refused, and nothing else happens")
  func hostile() throws {
    var generator = SeededGenerator(seed: 7)
    let content = try #require(parts(session())["experiment/main"])
    for _ in 0..<2000 {
      var writer = ByteWriter()
      var bytes = Array(content.dropLast(8))
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<min(bytes.count, 400), using: &generator)
        bytes[index] = UInt8.random(in: 0...255, using: &generator)
      }
      for byte in bytes { writer.tag(byte) }
      // What is read, is read to its end or refused.
      _ = try? KeptExperiment(writer.sealed())
      var reader = try ByteReader(Self.sealed(bytes))
      _ = try? reader.value()
      reader = try ByteReader(Self.sealed(bytes))
      _ = try? reader.table()
    }
  }

  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    for byte in bytes { writer.tag(byte) }
    return writer.sealed()
  }

  @Test("what has no room is left out by name, and the rest comes back")
  func leftOut() throws {
    var recorder = Recorder()
    #expect(recorder.run("small = 1\nlarge = 1..10_000\n" + StatementTests.setup + "step") == nil)
    let kept = KeptSession(recorder.session, mostBytes: 20_000)
    #expect(kept.leftOut == ["variable large"])
    let parts = kept.parts.map { ($0.name, $0.content()) }
    let restored = try RestoredSession(
      Dictionary(uniqueKeysWithValues: parts), stop: .never)
    #expect(restored.leftOut == ["variable large"])
    #expect(restored.session.variables["small"] == .number(1))
    #expect(restored.session.variables["large"] == nil)
    #expect(try restored.session.experiment.state() == recorder.session.experiment.state())
  }

  @Test("load alone needs a kernel; an interrupt leaves the session as it was")
  func load() throws {
    var recorder = Recorder()
    #expect(recorder.run("load")?.kind == .notReady)
    let folder = try ScratchFolder()
    func keeper() -> SessionKeeper {
      SessionKeeper(SessionStore(folder: folder.path, key: "k"))
    }
    recorder.keeper = keeper()
    #expect(recorder.run("load")?.kind == .notReady)
    #expect(recorder.run(StatementTests.setup + "step\nx = 1") == nil)
    var next = Recorder()
    next.keeper = keeper()
    #expect(next.run("load", access: .reading)?.kind == .busy)
    #expect(next.run("y = 1") == nil)
    var asked = 0
    let diagnostic = next.run(
      "load",
      stop: StopSignal {
        asked += 1
        return asked > 1
      })
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
    var reader = try ByteReader(writer.sealed())
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
    let kept = try KeptExperiment(Self.sealed(Array(content.dropLast(8 + 8 + 1))))
    #expect(kept.image?.isRateGiven == false)
    #expect(try KeptExperiment(content).image == kept.image)
  }
}
