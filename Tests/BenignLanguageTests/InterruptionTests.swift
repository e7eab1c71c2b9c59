// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Testing

@testable import BenignLanguage

/// Interrupts while a statement works: asks are counted, not seconds.
struct InterruptionTests {
  /// Stops from the ask behind `limit` on.
  private func run(
    _ code: String, in recorder: inout Recorder, stoppingAfter limit: Int
  ) -> Diagnostic? {
    var asks = 0
    return recorder.run(
      code,
      stop: StopSignal {
        asks += 1
        return asks > limit
      })
  }

  private func prepared() -> Recorder {
    var recorder = Recorder()
    let code = """
      mixture gaussian n=400 p=900 mu=4 flip=0.1 seed=3
      network m=10 gamma=0.3
      run steps=5
      x = 1..100_000
      s = str(x)
      """
    #expect(recorder.run(code) == nil)
    return recorder
  }

  /// The first ask stands before the statement.
  @Test(
    "every statement that may take long asks before it computes, and changes nothing when stopped",
    arguments: [
      "mixture n=400 p=1000 mu=4", "network m=50 gamma=0.3", "direction", "error", "conditions",
      "state", "plot gram", "plot misalignment", "plot x", "show", "gram[0][0]", "sum(x)",
      "y = x * 2", "print x", "print s", "len(s + s)", "median(x)", "1..10_000",
      "linspace(0, 1, 5000)", "x[x - 1]", "[x, x] == [x, x]", "spectrum[0]", "main.gram[0]",
    ])
  func asks(code: String) throws {
    var recorder = prepared()
    let before = try recorder.session.experiment.state()
    #expect(run(code, in: &recorder, stoppingAfter: 1)?.kind == .interrupted)
    #expect(recorder.events.isEmpty)
    #expect(try recorder.session.experiment.state() == before)
    #expect(recorder.session.variables.keys.sorted() == ["s", "x"])
    #expect(recorder.run(code) == nil)
  }

  @Test(
    "an interrupt does not wait until a long cell is read",
    arguments: [
      "run " + (0..<20_000).map { "k\($0)=1" }.joined(separator: " "),
      (0..<10_000).map { "a\($0) = sqrtt(\($0))" }.joined(separator: "\n"),
      "y = [" + (0..<50_000).map { "\($0)" }.joined(separator: ", ") + "]",
      "y = " + [String](repeating: "(1", count: 50_000).joined(),
    ])
  func reading(code: String) {
    var recorder = prepared()
    #expect(run(code, in: &recorder, stoppingAfter: 0)?.kind == .interrupted)
    #expect(run(code, in: &recorder, stoppingAfter: .max)?.kind != .interrupted)
  }

  @Test("arithmetic in the middle of a run asks at least every 4,096 values")
  func arithmetic() throws {
    for code in ["x * 2 + 1", "1..100_000", "x > 3", "sum(x)", "exp(x)", "[x, x] * 2"] {
      var recorder = prepared()
      var asks = 0
      let statements = try Parser.statements(of: SourceText(code))
      guard case .expression(let expression) = statements[0].kind else { return }
      let work = Work(
        stop: StopSignal {
          asks += 1
          return false
        })
      let plan = try Scope(recorder.session).plan(expression)
      _ = try Evaluation(source: recorder.session.experiment, work: work).value(plan)
      #expect(asks >= 100_000 / 4096, "\(code)")
      #expect(recorder.run("run steps=5 until=sum(1..100_000) < loss") == nil)
    }
  }

  @Test("an export that is interrupted at any ask leaves the old file whole, and no other")
  func export() throws {
    let folder = try ScratchFolder()
    try folder.write("old", to: "a.json")
    var recorder = prepared()
    let code = "export experiment \"\(folder.path)/a.json\""
    // Before it, for the numbers, before every row of X, W and B, for the disk.
    for limit in [1, 2, 3, 10, 300, 405, 600, 805] {
      #expect(run(code, in: &recorder, stoppingAfter: limit)?.kind == .interrupted, "\(limit)")
      #expect(try folder.names == ["a.json"])
      #expect(try String(decoding: folder.bytes(of: "a.json"), as: UTF8.self) == "old")
    }
    #expect(recorder.run(code) == nil)
    #expect(try folder.names == ["a.json"])
    #expect(
      run("load \"\(folder.path)/a.json\"", in: &recorder, stoppingAfter: 1)?.kind == .interrupted)
  }

  @Test("a table of numbers asks at least every 4,096 of them while it is read")
  func reading() throws {
    let row = "[" + Array(repeating: "0.125", count: 1000).joined(separator: ",") + "]"
    let text = "{\"X\":[" + Array(repeating: row, count: 50).joined(separator: ",") + "]}"
    var asks = 0
    let object = try ObjectReader(
      Array(text.utf8), lists: [], tables: ["X"],
      stop: StopSignal {
        asks += 1
        return false
      })
    #expect(asks >= 50_000 / 4096)
    #expect(object.tables["X"] == Matrix(rows: 50, columns: 1000, repeating: 0.125))
    #expect(throws: CoreError.interrupted) {
      try ObjectReader(Array(text.utf8), lists: [], tables: ["X"], stop: StopSignal { true })
    }
  }
}
