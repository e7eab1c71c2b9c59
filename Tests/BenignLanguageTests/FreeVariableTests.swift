// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// A NAME of a sweep that is no key of it, and that later keys or measures use.
struct FreeVariableTests {
  private static let sweep = """
    sweep map n=[10, 16] ratio=[5, 20] p=ratio*n steps=30 measure=[limit_error, loss]

    """

  @Test("a name that a later key uses is a column of its own, and cells are those written by hand")
  func column() throws {
    var recorder = SweepTests.ready()
    #expect(recorder.run(Self.sweep) == nil)
    let table = try #require(recorder.session.table("map"))
    #expect(table.keys == ["n", "ratio"])
    #expect(table.column("ratio") == [5, 20, 5, 20].map { .number($0) })
    #expect(table.cells.map { $0.mixture?.dimension } == [50, 200, 80, 320])
    #expect(recorder.run("sweep hand n=16 p=320 steps=30 measure=[limit_error, loss]") == nil)
    let hand = try #require(recorder.session.table("hand"))
    #expect(table.cells[3].outcomes == hand.cells[0].outcomes)
    #expect(table.cells[3].definition == hand.cells[0].definition)
    for statement in [
      "print map.ratio", "plot map x=ratio", "plot map x=ratio y=loss by=n",
      "plot map color=limit_error x=n y=ratio", "show map",
    ] { #expect(recorder.run(statement) == nil, "\(statement)") }
  }

  @Test("measures and conditions may use it, and each cell has its own value")
  func measured() throws {
    var recorder = SweepTests.ready("level = 7\n" + SweepTests.setup)
    let code = """
      sweep a level=[1e-9, 10] steps=30 measure=[loss < level, loss]
      sweep b eps=[5, 8] until=loss < eps measure=[loss < eps, loss * eps, loss, t]
      sweep c level=10 steps=30 measure=loss < level
      """
    #expect(recorder.run(code) == nil)
    let table = try #require(recorder.session.table("a"))
    #expect(table.column("loss < level") == [.number(0), .number(1)])
    #expect(table.cells[0].outcomes != table.cells[1].outcomes)
    let ends = try #require(recorder.session.table("b"))
    #expect(ends.column("loss < eps") == [.number(1), .number(1)])
    for cell in ends.cells {
      guard case .measured(let numbers) = cell.outcomes[0], case .number(let eps) = cell.settings[0]
      else {
        Issue.record("not measured")
        continue
      }
      #expect(numbers[1] == numbers[2] * eps)
    }
    #expect(ends.column("t")?.first != ends.column("t")?.last)
    #expect(recorder.session.table("c")?.column("loss < level") == [.number(1)])
    #expect(recorder.run("level") == nil)
    guard case .value(.number(7)) = recorder.events.last else {
      Issue.record("the variable is not what it was")
      return
    }
  }

  @Test("a name that nothing uses, or that is reserved, is an unknown key")
  func unused() throws {
    for (statement, key) in [
      ("sweep g gama=[0.1, 0.2] measure=limit_error", "gama"),
      ("sweep g p=ratio*n ratio=[1, 2] measure=limit_error", "ratio"),
      ("sweep g loss_1=2 other=loss_1 measure=limit_error", "other"),
      ("sweep g margin=[1, 2] measure=margin", "margin"),
      ("mixture ratio=2 n=10 p=20*ratio mu=2", "ratio"),
    ] {
      var recorder = SweepTests.ready()
      let outcome = recorder.run(statement)
      let diagnostic = try #require(outcome)
      #expect(diagnostic.kind == .unknownName)
      #expect(diagnostic.message.contains("has no key \(key)"), "\(diagnostic.message)")
      #expect(diagnostic.message.contains("it is a quantity") == (key == "margin"))
    }
  }

  @Test("a list of lists is refused where it stands")
  func refused() throws {
    var recorder = SweepTests.ready()
    let code = "sweep g c=[[1, 2], 3] mu=c measure=limit_error"
    let outcome = recorder.run(code)
    let diagnostic = try #require(outcome)
    #expect(diagnostic.kind == .invalidArgument)
    #expect(diagnostic.range == 11..<17)
  }

  @Test("the store finds its cells, and another value of what a measure uses is another number")
  func stored() throws {
    let folder = try ScratchFolder()
    let code = "sweep g level=[5, 10] steps=30 measure=loss / level"
    var (table, second) = try SweepTests.marked(code, in: folder)
    #expect(second.run("sweep h level=[5, 10, 20] steps=30 measure=loss / level") == nil)
    let found = try #require(second.session.table("h")?.column("loss / level"))
    #expect(found[0] == table.column("loss / level")?[0])
    #expect(found[1] == .number(-7))
    #expect(found[2] != found[0])
  }
}
