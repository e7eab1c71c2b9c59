// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterKernel
import JupyterProtocol
import Testing

@testable import benign

struct InterpreterTests {
  private let setup = "mixture n=60 p=4000 mu=6\nnetwork m=20 gamma=0.3\n"

  private func run(
    _ code: String, in interpreter: BenignInterpreter, shell: Shell = .main,
    interruption: Interruption = .never
  ) -> (outcome: CellOutcome, publications: [RecordingOutput.Publication]) {
    let output = RecordingOutput()
    let cell = Cell(code: code, shell: shell)
    let outcome = interpreter.execute(cell, output: output, interruption: interruption)
    return (outcome, output.publications)
  }

  private func number(_ name: String, of interpreter: BenignInterpreter) -> Double? {
    numbers([name], of: interpreter)[0]
  }

  private func numbers(_ names: [String], of interpreter: BenignInterpreter) -> [Double?] {
    interpreter.evaluate(names, on: .subshell("a"), interruption: .never).map { answer in
      guard case .success(let bundle) = answer else { return nil }
      switch bundle.data["application/json"] {
      case .integer(let whole): return Double(whole)
      case .number(let number): return number
      default: return nil
      }
    }
  }

  @Test("while a run goes on, a subshell sees it move, and an interrupt keeps its steps")
  func questionsDuringRun() async throws {
    let interpreter = BenignInterpreter()
    #expect(run(setup, in: interpreter).publications.count == 2)
    let stop = Switch()
    let outcomes = AsyncStream.makeStream(of: CellOutcome.self)
    // On a thread of its own: a task would wait until other tests are over, and this one with it.
    Thread.detachNewThread {
      outcomes.continuation.yield(
        interpreter.execute(
          Cell(code: "before = 1\nrun steps=1e15 leap=false"), output: RecordingOutput(),
          interruption: stop.interruption))
    }
    var seen: Set<Double> = []
    while seen.count < 10 {
      // What is asked for together is of one state.
      let steps = numbers([String](repeating: "t", count: 100), of: interpreter)
      #expect(Set(steps).count == 1)
      if let step = steps.first, let step, step > 0 { seen.insert(step) }
    }
    #expect(number("before", of: interpreter) == 1)
    #expect(interpreter.completions(in: "print bef", at: 9).items.map(\.text) == ["before"])
    let (busy, _) = run("step", in: interpreter, shell: .subshell("a"))
    if case .failed(let report) = busy {
      #expect(report.name == "Busy")
    } else {
      Issue.record("not busy")
    }
    stop.turnOn()
    let outcome = try #require(await outcomes.stream.first { _ in true })
    guard case .failed(let report) = outcome else {
      Issue.record("not interrupted: \(outcome)")
      return
    }
    #expect(report.name == "Interrupted")
    let step = try #require(number("t", of: interpreter))
    #expect(step >= seen.max() ?? 0)
    #expect(report.message.contains("Stopped at step"))
  }

  @Test("a long run shows one progress that is updated, and a short run shows none")
  func progress() {
    let interpreter = BenignInterpreter()
    let (_, short) = run(setup + "run steps=100", in: interpreter)
    #expect(!short.contains { if case .display = $0 { true } else { false } })
    let output = RecordingOutput()
    // Until it has been updated three times.
    let interruption = Interruption { output.publications.count > 3 }
    let cell = Cell(code: "run steps=1e15 leap=false")
    _ = interpreter.execute(cell, output: output, interruption: interruption)
    let long = output.publications
    let displays = long.compactMap {
      if case .display(let bundle, let id) = $0 { (bundle, id) } else { nil }
    }
    let updates = long.compactMap { if case .update(_, let id) = $0 { id } else { nil } }
    #expect(displays.count == 1)
    #expect(updates.count >= 3)
    #expect(Set(updates) == Set(displays.compactMap(\.1)))
  }

  @Test("text from a cell is text in HTML and SVG, and never markup")
  func hostileText() throws {
    let interpreter = BenignInterpreter()
    let hostile = "<script>alert(1)</script>&\\\"' \\x1b[31m"
    let cell =
      setup
      + "run steps=20 title=\"\(hostile)\"\nx = \"\(hostile)\"\nplot loss title=x\nshow title=x\nx"
    let (outcome, publications) = run(cell, in: interpreter)
    guard case .finished = outcome else {
      Issue.record("\(outcome)")
      return
    }
    var bundles: [MIMEBundle] = []
    for publication in publications {
      switch publication {
      case .result(let bundle), .display(let bundle, _): bundles.append(bundle)
      case .text, .update, .opened, .sent, .closed, .clear, .page: break
      }
    }
    #expect(bundles.count == 4)
    for bundle in bundles {
      for (type, value) in bundle.data {
        guard case .string(let text) = value else { continue }
        #expect(!text.unicodeScalars.contains("\u{1B}"), "\(type)")
        if type != "text/plain" { #expect(!text.contains("<script"), "\(type)") }
      }
    }
  }

  @Test("JSON of user expressions has null where a number is not finite")
  func notFinite() {
    let interpreter = BenignInterpreter()
    let answer = interpreter.evaluate(
      ["[1/0, 0/0, 1, None, true, \"a\"]"], on: .main, interruption: .never)[0]
    guard case .success(let bundle) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(
      bundle.data["application/json"]
        == .array([.null, .null, .integer(1), .null, .boolean(true), .string("a")]))
    #expect(bundle.data["text/plain"] == .string("[inf, nan, 1, None, true, \"a\"]"))
  }

  @Test(
    "user expressions answer queries, and nothing that changes the session",
    arguments: [
      ("state", true), ("direction", true), ("error", true), ("conditions", true), ("loss/n", true),
      ("step", false), ("a = 1", false), ("print 1", false), ("1\n2", false), ("", false),
      ("(", false),
    ])
  func userExpressions(expression: String, isAnswered: Bool) {
    let interpreter = BenignInterpreter()
    _ = run(setup + "run steps=20", in: interpreter)
    let answer = interpreter.evaluate([expression], on: .main, interruption: .never)[0]
    if case .success(let bundle) = answer {
      #expect(isAnswered && Set(bundle.data.keys) == ["text/plain", "application/json"])
    } else {
      #expect(!isAnswered)
    }
  }
}
