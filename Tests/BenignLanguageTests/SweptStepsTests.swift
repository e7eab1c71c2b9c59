// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

/// Curves over t from one sweep.
struct SweptStepsTests {
  @Test("a list of steps is rounded, each number is one cell, and cells are the runs by hand")
  func rounded() throws {
    let code = """
      sweep rates lr=[0.001, 0.01] steps=geomspace(1, 1000, 30) measure=loss
      plot rates x=steps by=lr
      """
    var (recorder, table) = try SweepTests.swept(code)
    let steps = try #require(table.column("steps")).compactMap(\.asNumber)
    #expect(steps.count == 2 * 27)
    #expect(Array(steps.prefix(5)) == [1, 2, 3, 4, 5])
    #expect(Array(steps.prefix(27)) == Array(Set(steps)).sorted())
    #expect(recorder.run("run lr=0.01 steps=1000\nloss") == nil)
    guard case .value(.number(let loss)) = recorder.events.last else {
      Issue.record("no loss")
      return
    }
    #expect(table.cells.last?.outcomes == [.measured([loss])])
  }

  @Test("one number that is not whole is refused, and so is a list of another key, with a hint")
  func refused() throws {
    var recorder = SweepTests.ready()
    #expect(recorder.run("sweep g steps=10.5 measure=loss")?.kind == .invalidArgument)
    #expect(recorder.run("run steps=10.5")?.kind == .invalidArgument)
    #expect(recorder.run("sweep g steps=[0.2, 10] measure=loss")?.kind == .invalidArgument)
    let code = "sweep g n=geomspace(10, 21.5, 3) measure=rho"
    let outcome = recorder.run(code)
    let diagnostic = try #require(outcome)
    #expect(diagnostic.kind == .invalidArgument)
    #expect(diagnostic.suggestion == "n=round(geomspace(10, 21.5, 3))")
    #expect(recorder.run("sweep g n=round(geomspace(10, 21.5, 3)) measure=rho") == nil)
    #expect(recorder.run("sweep g n=[10, 20.5] measure=rho")?.suggestion == nil)
  }

  @Test("lists that go together keep their lengths")
  func zipped() throws {
    var recorder = SweepTests.ready()
    let code = "sweep g lr=[0.1, 0.2, 0.3] steps=[1, 1.4, 2] zip=[lr, steps] measure=loss"
    #expect(recorder.run(code) == nil)
    let table = try #require(recorder.session.table("g"))
    #expect(table.column("steps") == [1, 1, 2].map { .number($0) })
  }
}
