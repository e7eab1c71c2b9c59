// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// Lists of a sweep that go together.
struct ZipTests {
  @Test("lists go together, and the other keys are crossed with them")
  func together() throws {
    let code = """
      sweep g n=[10, 16, 20] gamma=[0.2, 0.6] p=[90, 80, 70] mu=2 steps=5 measure=loss zip=[n, p]
      """
    var (recorder, table) = try SweepTests.swept(code)
    #expect(table.keys == ["n", "gamma", "p"])
    #expect(table.column("n") == [10, 10, 16, 16, 20, 20].map { .number($0) })
    #expect(table.column("p") == [90, 90, 80, 80, 70, 70].map { .number($0) })
    #expect(table.column("gamma") == [0.2, 0.6, 0.2, 0.6, 0.2, 0.6].map { .number($0) })
    #expect(recorder.run("sweep h n=16 p=80 mu=2 gamma=0.6 steps=5 measure=loss") == nil)
    #expect(recorder.session.table("h")?.cells[0].outcomes == table.cells[3].outcomes)
    for statement in ["plot g", "plot g x=p", "plot g x=n by=gamma", "show g"] {
      #expect(recorder.run(statement) == nil, "\(statement)")
    }
  }

  @Test("free variables, expressions, seeds and conditions may go together")
  func others() throws {
    var recorder = SweepTests.ready()
    let code = """
      sweep a zip=[ratio, n, mu] ratio=[4, 8] n=[10, 20] p=ratio*n mu=[1, 2] + ratio measure=rho
      sweep b zip=[mixture.seed, until] mixture.seed=1..2 until=[loss < 5, loss < 3] measure=t
      """
    #expect(recorder.run(code) == nil)
    let table = try #require(recorder.session.table("a"))
    #expect(table.keys == ["ratio", "n", "mu"])
    #expect(table.cells.map { $0.mixture?.dimension } == [40, 160])
    #expect(table.column("mu") == [.number(5), .number(10)])
    #expect(recorder.session.table("b")?.cells.count == 2)
  }

  @Test(
    "what cannot go together is refused where it stands",
    arguments: [
      ("n=[10, 20] p=[50, 60, 70] measure=rho zip=[n, p]", "[50, 60, 70]"),
      ("n=[10, 20] p=50 measure=rho zip=[n, p]", "50"),
      ("n=[10, 20] p=[50, 60] measure=rho zip=[n, q]", "q"),
      ("n=[10, 20] p=[50, 60] measure=rho zip=[n, p, n]", "n]"),
      ("n=[10, 20] measure=rho zip=[n]", "[n]"),
      ("n=[10, 20] measure=rho zip=n", "n"),
      ("n=[10, 20] c=[1, 2] measure=rho zip=[n, c]", "c="),
    ])
  func refused(_ keys: String, _ place: String) throws {
    var recorder = SweepTests.ready()
    let code = "sweep g " + keys
    let outcome = recorder.run(code)
    let diagnostic = try #require(outcome)
    #expect([.invalidArgument, .unknownName].contains(diagnostic.kind))
    let range = try #require(diagnostic.range)
    let text = String(Array(code)[range.lowerBound...])
    #expect(text.hasPrefix(place), "\(diagnostic.message)")
  }
}
