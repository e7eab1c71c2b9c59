// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

@Suite("Rows of a long table")
struct TableExcerptTests {
  /// A session with a table of so many cells, whose measure is the number of the cell.
  private func recorder(cells: Int) -> Recorder {
    let table = SweepTable(
      name: "grid", keys: ["n"], measures: ["loss"], repeats: 1,
      cells: (0..<cells).map { index in
        SweepTable.Cell(
          settings: [.number(Double(index))], mixture: nil, dataset: nil, network: nil,
          outcomes: [.measured([Double(index)])])
      })
    var recorder = Recorder()
    recorder.session.put(table)
    return recorder
  }

  private func report(_ code: String, cells: Int) throws -> Report {
    var recorder = recorder(cells: cells)
    #expect(recorder.run(code) == nil)
    guard case .report(let report)? = recorder.events.last else {
      throw Diagnostic(.file, "no report")
    }
    return report
  }

  private func member(_ name: String, of datum: Datum) -> Datum? {
    guard case .object(let members) = datum else { return nil }
    return members.first { $0.name == name }?.value
  }

  private func column(_ name: String, of report: Report) -> [Datum] {
    guard
      case .list(let values)? = member("columns", of: report.document).flatMap({
        member(name, of: $0)
      })
    else { return [] }
    return values
  }

  @Test(
    "programs are told all rows of a table of 5,000, and the first and last 2,500 of a longer one")
  func told() throws {
    let whole = try report("show grid", cells: 5_000)
    #expect(column("loss", of: whole).count == 5_000)
    #expect(member("left_out", of: whole.document) == nil)
    let cut = try report("show grid", cells: 5_003)
    #expect(column("loss", of: cut).count == 5_000)
    #expect(column("failed", of: cut).count == 5_000)
    #expect(member("left_out", of: cut.document) == .number(3))
    #expect(member("cells", of: cut.document) == .number(5_003))
    #expect(column("n", of: cut)[2_499] == .number(2_499))
    #expect(column("n", of: cut)[2_500] == .number(2_503))
    #expect(cut.findings[0].contains("show grid rows=all"))
    #expect(cut.findings[0].contains("export grid \"grid.csv\""))
  }

  @Test("people are shown 30 rows of more than 40, and how many are left out")
  func shown() throws {
    #expect(try report("show grid", cells: 40).tables[0].rows.count == 40)
    let grid = try report("show grid", cells: 41).tables[0]
    #expect(grid.rows.count == 31)
    #expect(grid.rows[15][0] == "… 11 more")
    #expect(grid.rows[30][0] == "40")
  }

  @Test("a long string among the variables is shown by its beginning")
  func longString() {
    var recorder = Recorder()
    #expect(recorder.run("s = \"\(String(repeating: "ab", count: 100))\"\nshow") == nil)
    #expect(recorder.text.contains("\"ababababab"))
    #expect(!recorder.text.contains("View"))
  }

  @Test("rows=all gives all of them to people and to programs, and a number of rows as many")
  func rows() throws {
    let all = try report("show grid rows=all", cells: 6_000)
    #expect(all.tables[0].rows.count == 6_000)
    #expect(column("loss", of: all).count == 6_000)
    #expect(member("left_out", of: all.document) == nil)
    let some = try report("show grid rows=3", cells: 6_000)
    #expect(some.tables[0].rows.map(\.[0]) == ["0", "1", "… 5997 more", "5999"])
    #expect(column("loss", of: some).count == 5_000)
    #expect(column("loss", of: try report("show grid rows=5_500", cells: 6_000)).count == 5_500)
    var recorder = recorder(cells: 3)
    #expect(recorder.run("show grid rows=0")?.kind == .invalidArgument)
    #expect(recorder.run("show grid rows=2.5")?.kind == .invalidArgument)
  }
}
