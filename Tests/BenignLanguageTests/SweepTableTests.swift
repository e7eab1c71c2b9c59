// SPDX-License-Identifier: Apache-2.0

import BenignCore
import FoundationEssentials
import Testing

@testable import BenignLanguage

/// What a table tells, shows and writes.
struct SweepTableTests {
  private func table(_ outcomes: [[SweepTable.Outcome]]) -> SweepTable {
    SweepTable(
      name: "grid", keys: ["n"], measures: ["loss"], repeats: outcomes[0].count,
      cells: outcomes.enumerated().map { index, outcomes in
        SweepTable.Cell(
          settings: [.number(Double(index))], mixture: nil, dataset: nil, network: nil,
          outcomes: outcomes)
      })
  }

  private func numbers(_ table: SweepTable, _ column: String) -> [Double?] {
    (table.column(column) ?? []).map(\.asNumber)
  }

  @Test("mean, standard error and quantiles of the repeats are NumPy's")
  func statistics() {
    let samples = [0.3, 1.7, 2.5, 0.1, 9.25, 4.0]
    let table = table([samples.map { .measured([$0]) }])
    #expect(numbers(table, "loss") == [2.975])
    let error = numbers(table, "loss_se")[0] ?? 0
    #expect(abs(error - 1.3868279153040823) < 1e-15)
    #expect(numbers(table, "loss_q05") == [0.15])
    #expect(numbers(table, "loss_q50") == [2.1])
    #expect(numbers(table, "loss_q95") == [7.9375])
  }

  @Test(
    "repeats that have no value do not count; failed cells have none, missing ones what is known")
  func gaps() {
    let table = table([
      [.measured([2]), .measured([.nan]), .measured([4])],
      [.measured([2]), .failed("why"), .missing],
      [.measured([5]), .missing, .missing], [.missing, .missing, .missing],
    ])
    #expect(numbers(table, "loss") == [3, nil, 5, nil])
    #expect(numbers(table, "loss_se") == [1, nil, nil, nil])
    #expect(table.missingCells == 3)
    #expect(table.failedCells == 1)
  }

  @Test("JSON has the contract's keys, a list a column, and null where there is no value")
  func json() throws {
    var recorder = SweepTests.ready()
    let code = "sweep grid kind=[gaussian, uniform] repeat=2 steps=9 measure=[t, bayes_error]"
    #expect(recorder.run(code) == nil)
    let members = recorder.members
    #expect(
      members.map(\.name) == [
        "kind", "experiment", "t", "name", "repeat", "cells", "missing", "failed", "columns",
        "settings",
      ])
    #expect(members[0].value == .text("table"))
    #expect(
      members[3...7].map(\.value) == [
        .text("grid"), .number(2), .number(2), .number(0), .number(0),
      ])
    guard case .object(let columns) = members[8].value else {
      Issue.record("no columns")
      return
    }
    #expect(
      columns.map(\.name) == [
        "kind", "t", "t_se", "t_q05", "t_q50", "t_q95", "bayes_error", "bayes_error_se",
        "bayes_error_q05", "bayes_error_q50", "bayes_error_q95", "failed",
      ])
    #expect(
      columns[11].value == .list([.object([]), .object([.init("no value", .number(2))])]))
    guard case .object(let settings) = members[9].value else {
      Issue.record("no settings")
      return
    }
    #expect(
      settings.map(\.name) == [
        "version", "n", "p", "mu", "cov", "mean", "noise", "orthogonal", "flip", "mixture.seed",
        "m", "gamma", "positive", "init", "outer", "network.seed", "steps", "lr", "loss",
        "reduction", "leap", "points", "tolerance",
      ])
    #expect(columns[0].value == .list([.text("gaussian"), .text("uniform")]))
    #expect(columns[1].value == .list([.number(9), .number(9)]))
    guard case .list(let errors) = columns[6].value else {
      Issue.record("no list")
      return
    }
    #expect(errors[0] != .none && errors[1] == .none)
  }

  @Test(
    "a column is a list, nan where there is no value; what is no column is told with the nearest")
  func columns() {
    var recorder = SweepTests.ready()
    #expect(recorder.run("sweep grid kind=[gaussian, uniform] measure=[bayes_error, 2*rho]") == nil)
    #expect(
      recorder.run("[grid.kind, grid.bayes_error[1], grid.bayes_error[0] == bayes_error]") == nil)
    #expect(recorder.text == "[[\"gaussian\", \"uniform\"], nan, true]\n")
    #expect(recorder.run("grid.bayes_eror")?.suggestion == "grid.bayes_error")
    #expect(recorder.run("grd.bayes_error")?.suggestion == "grid.bayes_error")
    #expect(recorder.run("grid.x")?.expected?.contains("exported only") == true)
    #expect(recorder.run("print grid")?.suggestion == "show grid")
    #expect(recorder.run("show grdi")?.suggestion == "show grid")
    #expect(recorder.run("show main")?.suggestion == "state")
  }

  @Test(
    "a long table shows both its ends and says how much it leaves out; a wide one goes on below")
  func text() {
    var recorder = SweepTests.ready()
    #expect(recorder.run("sweep grid mu=linspace(1, 2, 50) measure=rho title=\"Fifty\"") == nil)
    let lines = recorder.text.split(separator: "\n")
    #expect(lines[0] == "Fifty: grid · 50 cells")
    #expect(lines.count == 3 + 15 + 1 + 15)
    #expect(lines.contains { $0.hasPrefix("… 20 more") })
    let wide = """
      sweep wide mu=[1, 2] repeat=2 steps=20
        measure=[test_error, log10(loss), misalignment, log10_limit_error, cosine, norm, margin]
      """
    #expect(recorder.run(wide) == nil)
    #expect(recorder.text.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= 80 })
    #expect(recorder.text.split(separator: "\n").count { $0.hasPrefix("mu") } > 1)
  }

  @Test("show lists tables, drop takes them away, and completion and inspection know them")
  func session() {
    var recorder = SweepTests.ready()
    #expect(recorder.run("sweep grid mu=[1, 2] measure=rho\nshow") == nil)
    #expect(recorder.text.contains("grid  table               rho over mu; 2 cells"))
    let members = recorder.members
    #expect(
      members.first { $0.name == "tables" }?.value
        == .list([
          .object([
            .init("name", .text("grid")), .init("repeat", .number(1)), .init("cells", .number(2)),
            .init("missing", .number(0)), .init("failed", .number(0)),
            .init(
              "columns",
              .list(["mu", "rho", "rho_se", "rho_q05", "rho_q50", "rho_q95"].map { .text($0) })),
          ])
        ]))
    let names = { (code: String) in
      Completion.completions(
        in: SourceText(code), at: code.unicodeScalars.count, of: recorder.session
      ).items.map(\.text)
    }
    #expect(names("show gr") == ["grid"])
    #expect(names("drop gr") == ["grid"])
    #expect(names("export gr") == ["grid"])
    #expect(names("print gri") == ["grid"])
    #expect(names("print grid.rho_q9") == ["rho_q95"])
    #expect(names("sweep a kind=ga") == ["gaussian"])
    #expect(names("sweep a kind=[uniform, ga") == ["gaussian"])
    #expect(names("sweep a kind=[uniform, min(ga") == ["gamma"])
    #expect(names("run loss=[logi") == [])
    #expect(
      Inspection.page(in: SourceText("show grid"), at: 7, of: recorder.session)?.text
        == "grid (table)\n2 cells\ncolumns: mu, rho, rho_se, rho_q05, rho_q50, rho_q95")
    #expect(recorder.run("drop grid\ngrid = 1") == nil)
    #expect(recorder.session.tables.isEmpty)
    #expect(recorder.run("fork b\ndrop b")?.kind == .invalidArgument)
    #expect(recorder.run("use main\ndrop b\nuse b\nt")?.kind == .notReady)
  }

  @Test("no two things of different kinds bear one name where NAME.x could mean both")
  func names() {
    var recorder = SweepTests.ready()
    #expect(recorder.run("grid = 1\nsweep grid mu=[1, 2] measure=rho")?.kind == .invalidArgument)
    #expect(recorder.run("sweep main mu=[1, 2] measure=rho")?.kind == .invalidArgument)
    #expect(recorder.run("sweep run mu=[1, 2] measure=rho")?.kind == .invalidArgument)
    #expect(recorder.run("sweep table mu=[1, 2] measure=rho") == nil)
    for code in ["table = 3", "use table", "fork table"] {
      #expect(recorder.run(code)?.suggestion == "drop table", "\(code)")
    }
    // A setting may bear any name.
    #expect(recorder.run("sweep table mu=[1, 2] measure=rho") == nil)
  }

  @Test("export writes a row for each repeat that is there, as CSV or JSON by the file's ending")
  func export() throws {
    let folder = try ScratchFolder()
    var recorder = Recorder()
    recorder.session.put(
      table([[.measured([0.1]), .failed("a \"b\", c")], [.measured([.infinity]), .missing]]))
    #expect(recorder.run("export grid \"\(folder.path)/t.csv\"") == nil)
    #expect(recorder.text == "grid, 3 rows (1 are missing): \(folder.path)/t.csv\n")
    #expect(
      try TextFile.read(folder.path + "/t.csv") == """
        cell,repeat,n,loss,failed
        0,0,0,0.1,
        0,1,0,,"a ""b"", c"
        1,0,1,inf,no value

        """)
    #expect(recorder.run("export grid \"\(folder.path)/t.JSON\"") == nil)
    #expect(
      try TextFile.read(folder.path + "/t.JSON") == """
        [
        {"cell": 0, "repeat": 0, "n": 0, "loss": 0.1, "failed": null},
        {"cell": 0, "repeat": 1, "n": 0, "loss": null, "failed": "a \\"b\\", c"},
        {"cell": 1, "repeat": 0, "n": 1, "loss": null, "failed": "no value"}
        ]

        """)
    #expect(recorder.run("export grid \"a.b/t\"")?.suggestion == "\"a.b/t.csv\"")
    #expect(recorder.run("export grid \"t.xlsx\"")?.suggestion == "\"t.csv\"")
    #expect(try folder.names == ["t.JSON", "t.csv"])
  }

  @Test(
    "a row of an export says all that it takes to run it again, digit by digit",
    arguments: [
      """
      sweep g n=[10, 14] p=50*n gamma=[0.2, 0.6] loss=logistic reduction=mean steps=40 repeat=2
        measure=[loss, margin]
      """,
      """
      sweep g kind=[student, pareto, uniform] df=3 tail=4 seed=[3, 5] repeat=2 lr=2e-4
        until=t >= 2*n measure=[norm, lr]
      """,
      """
      sweep g flip=0 mixture.seed=[3, 9] network.seed=7 repeat=2
        cov=[powerlaw(0.5), [[2, 50], [0.5, 150]]] p=200 time=0.02 measure=norm
      """,
      """
      sweep g mean=[axis(3), spread] orthogonal=true init=1e-3 outer=0.3 positive=[1, 4]
        steps=30 leap=false tolerance=1e-8 measure=[norm, loss]
      """,
    ])
  func rerun(sweep: String) throws {
    let folder = try ScratchFolder()
    var recorder = SweepTests.ready()
    #expect(recorder.run("run steps=3 lr=3e-4 loss=logistic") == nil)
    #expect(recorder.run("\(sweep)\nexport g \"\(folder.path)/g.csv\"") == nil)
    let measures = try #require(recorder.session.table("g")?.measures)
    let lines = try TextFile.read(folder.path + "/g.csv").split(separator: "\n")
      .map(CommaSeparatedLine.fields)
    let names = lines[0]
    #expect(lines.count > 4)
    for fields in lines.dropFirst() {
      let row = Dictionary(uniqueKeysWithValues: zip(names, fields))
      #expect(row["version"] == BenignVersion.identity && row["failed"] == "")
      let other = Self.statements(row)
      var scratch = Recorder()
      #expect(scratch.run(other) == nil, "\(other)")
      for measure in measures {
        #expect(scratch.run("str(\(measure))") == nil)
        #expect(scratch.text == "\"\(row[measure] ?? "")\"\n", "\(measure) of \(other)")
      }
    }
  }

  /// What a row's columns say, written by hand.
  private static func statements(_ row: [String: String]) -> String {
    func pairs(_ names: [String]) -> String {
      names.compactMap { name in
        let value = row["setting." + name] ?? row[name] ?? ""
        return value.isEmpty ? nil : "\(name)=\(value)"
      }.joined(separator: " ")
    }
    let data = pairs([
      "kind", "n", "p", "mu", "cov", "mean", "noise", "orthogonal", "flip", "df", "tail",
    ])
    let network = pairs(["m", "gamma", "positive", "init", "outer"])
    let training = pairs([
      "steps", "time", "until", "lr", "loss", "reduction", "leap", "points", "tolerance",
    ])
    return """
      mixture \(data) seed=\(row["mixture.seed"] ?? "")
      network \(network) seed=\(row["network.seed"] ?? "")
      \(row["time"] == nil ? "run" : "flow") \(training)
      """
  }
}

/// Takes a line of CSV apart; fields hold no line breaks.
private enum CommaSeparatedLine {
  static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      case _: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
