// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import TestSupport
import Testing

@testable import BenignLanguage

struct UndoTests {
  /// A recorder whose cells are numbered, with data and a network.
  private func ready() throws -> Recorder {
    var recorder = Recorder()
    recorder.execution = 1
    #expect(recorder.run(StatementTests.setup) == nil)
    return recorder
  }

  private func hash(_ recorder: Recorder) throws -> String {
    try recorder.session.experiment.state().stateHash
  }

  @Test(
    "undo brings back every bit, cell by cell, and says which cell is undone and where one is now")
  func cells() throws {
    var recorder = try ready()
    var hashes = [try hash(recorder)]
    for cell in 2...25 {
      recorder.execution = cell
      #expect(recorder.run("run steps=\(cell) # of cell \(cell)") == nil)
      hashes.append(try hash(recorder))
    }
    for cell in (2...25).reversed() {
      #expect(hashes.removeLast() == (try hash(recorder)))
      #expect(recorder.run("undo") == nil)
      let t = recorder.session.experiment.step
      #expect(
        recorder.text
          == "undid cell \(cell), run steps=\(cell) # of cell \(cell); main: t = \(NumberText(t))\n"
      )
    }
    #expect(hashes == [try hash(recorder)])
    #expect(recorder.run("undo") == nil)
    #expect(recorder.text.hasSuffix("; main: nothing is defined yet\n"))
    #expect(recorder.run("undo")?.kind == .notReady)
  }

  @Test(
    "a cell that changes no experiment and no variable is none to be undone",
    arguments: [
      "misalignment", "print t", "show", "use main", "sweep grid gamma=[0.2, 0.4] measure=rho",
      "clear", "a = nosuch", "undo\na = 2",
    ])
  func unchanging(cell: String) throws {
    var recorder = try ready()
    #expect(recorder.run("a = 1") == nil)
    _ = recorder.run(cell)
    #expect(recorder.run("undo") == nil)
    #expect(recorder.session.variables["a"] == nil)
    #expect(recorder.session.experiment.network != nil)
  }

  @Test("experiments, the current one and variables come back; tables stay")
  func everything() throws {
    var recorder = try ready()
    #expect(recorder.run("a = 1\nfork other\nstep 3") == nil)
    let cell =
      "a = 2\nb = 3\nuse main\ndrop other\nnetwork m=4 gamma=0.5\nsweep g n=[5, 6] measure=rho"
    #expect(recorder.run(cell) == nil)
    #expect(recorder.run("undo\nprint a, t, other.t, m, len(g.rho)") == nil)
    #expect(recorder.text.hasSuffix("; other: t = 3\n1 3 3 6 2\n"))
    #expect(recorder.session.variables["b"] == nil)
    #expect(recorder.run("reset") == nil)
    #expect(recorder.run("undo\nprint a, other.t") == nil)
    #expect(recorder.text.hasSuffix("1 3\n"))
    #expect(recorder.session.tables.isEmpty)
  }

  @Test("a cell that fails part-way is undone with what its earlier statements did")
  func failed() throws {
    var recorder = try ready()
    let before = try hash(recorder)
    #expect(recorder.run("a = 1\nstep\nnetwork m=3 gamma=0.5\nstep 0")?.kind == .invalidArgument)
    #expect(recorder.run("undo") == nil)
    #expect(try hash(recorder) == before)
    #expect(recorder.session.variables.isEmpty)
  }

  @Test("an interrupted run is undone with the steps that it kept")
  func interrupted() throws {
    var recorder = try ready()
    let before = try hash(recorder)
    let diagnostic = recorder.run(
      "run steps=1e9 leap=false",
      stop: .after(50))
    #expect(diagnostic?.kind == .interrupted)
    #expect(recorder.session.experiment.step > 0)
    #expect(recorder.run("undo") == nil)
    #expect(try hash(recorder) == before)
  }

  @Test("in the middle of a cell, undo takes back what the cell has done, then the cell before")
  func within() throws {
    var recorder = try ready()
    #expect(recorder.run("a = 1") == nil)
    #expect(recorder.run("a = 2\nundo\nprint a\nundo\na = 3\nprint a") == nil)
    #expect(recorder.text.contains("\n1\n"))
    #expect(recorder.text.hasSuffix("3\n"))
    #expect(recorder.run("undo") == nil)
    #expect(recorder.session.variables["a"] == nil)
    #expect(recorder.session.experiment.network != nil)
  }

  @Test("a name that a table has taken meanwhile is not brought back")
  func takenName() throws {
    var recorder = try ready()
    #expect(recorder.run("fork grid\nuse main") == nil)
    #expect(recorder.run("drop grid\nsweep grid n=[5, 6] measure=rho") == nil)
    let diagnostic = recorder.run("undo")
    #expect(diagnostic?.kind == .invalidArgument)
    #expect(diagnostic?.suggestion == "drop grid")
    #expect(recorder.session.experiments["grid"] == nil)
    #expect(recorder.run("drop grid\nundo\ngrid.t") == nil)
  }

  @Test("fifty cells can be undone, where they take 512 MiB at most")
  func depth() throws {
    var recorder = Recorder()
    for cell in 1...60 { #expect(recorder.run("x = \(cell)") == nil) }
    var undone = 0
    while recorder.run("undo") == nil { undone += 1 }
    #expect(undone == 50)
    #expect(recorder.session.variables["x"] == .number(10))
    #expect(recorder.session.past.mostBytes == 512 << 20)
  }

  @Test("a file that a cell has written stays when the cell is undone")
  func files() throws {
    let folder = try ScratchFolder()
    var recorder = try ready()
    #expect(recorder.run("step\nexport experiment \"\(folder.path)/e.json\"") == nil)
    let written = try folder.bytes(of: "e.json")
    #expect(recorder.run("undo") == nil)
    #expect(recorder.session.experiment.step == 0)
    #expect(try folder.bytes(of: "e.json") == written)
  }

  @Test("what only the past holds is bounded, and the last cell can always be undone")
  func bounded() throws {
    var recorder = Recorder()
    let numbers = 10_000
    // Three lists, and the few names.
    recorder.session.past.mostBytes = 3 * numbers * MemoryLayout<Value>.stride + 10_000
    for cell in 1...6 {
      #expect(recorder.run("x = linspace(0, \(cell), \(numbers))") == nil)
    }
    var undone = 0
    while recorder.run("undo") == nil { undone += 1 }
    #expect(undone == 3)
    #expect(recorder.session.variables["x"] != nil)
    recorder.session.past.mostBytes = 0
    #expect(recorder.run("x = linspace(0, 7, \(numbers))\nx = 1") == nil)
    #expect(recorder.run("undo\nlen(x) == \(numbers)") == nil)
  }

  @Test("what the names of many variables take in each cell's past is counted, too")
  func names() throws {
    var recorder = Recorder()
    let variables = 2000
    let definitions = (0..<variables).map { "v\($0) = \($0)" }.joined(separator: "\n")
    #expect(recorder.run(definitions) == nil)
    // A name, a value and two numbers for each, at least.
    let least = variables * (2 * MemoryLayout<String>.stride + MemoryLayout<Value>.stride + 8)
    recorder.session.past.mostBytes = 10 * least
    for cell in 1...20 { #expect(recorder.run("v0 = -\(cell)") == nil) }
    var undone = 0
    while recorder.run("undo") == nil { undone += 1 }
    #expect(undone > 0 && undone <= 10)
    #expect(recorder.session.variables["v0"] == .number(Double(undone - 20)))
  }
}
