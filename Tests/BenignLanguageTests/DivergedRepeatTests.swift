// SPDX-License-Identifier: Apache-2.0

@testable import BenignCharts
import BenignStore
import Testing

@testable import BenignLanguage

/// A repeat that diverged is never averaged among the others.
struct DivergedRepeatTests {
  /// With lr=1 every run diverges, and with lr=1e-3 none.
  private static let issue = """
    mixture n=50 p=60 mu=5 flip=0.2
    network m=8 gamma=0.3

    """
  private static let sweep =
    "sweep l lr=[1e-3, 1] steps=1000 repeat=3 measure=[test_error, diverged, t]"

  private func table(_ code: String) throws -> (Recorder, SweepTable) {
    try SweepTests.swept(code, after: Self.issue)
  }

  /// The last JSON of a table, by the names of its members.
  private func document(_ recorder: Recorder) throws -> [String: Datum] {
    Dictionary(uniqueKeysWithValues: recorder.members.map { ($0.name, $0.value) })
  }

  @Test("a cell in which every repeat diverged is empty, and says why")
  func empty() throws {
    let (recorder, table) = try table(Self.sweep)
    #expect(table.cells[1].outcomes == [.diverged, .diverged, .diverged])
    #expect(table.column("test_error")?[1] == Value.none)
    #expect(table.column("test_error_q50")?[1] == Value.none)
    #expect(table.column("t") == [.number(1000), .none])
    #expect(table.column("diverged") == [.number(0), .number(1)], "that is known of it")
    let document = try document(recorder)
    #expect(document["failed"] == .number(1))
    guard case .object(let columns) = document["columns"] else {
      Issue.record("no columns")
      return
    }
    #expect(
      columns.last
        == .init("failed", .list([.object([]), .object([.init("diverged", .number(3))])])))
    #expect(
      recorder.text.hasPrefix(
        "warning: 3 of 6 runs diverged and do not count; in 1 of 2 cells all did: lr = 1.\n"))
    #expect(recorder.text.contains("3 diverged"))
  }

  @Test("the others of a cell are averaged alone, and the cell says how many are not among them")
  func partial() throws {
    let (recorder, table) = try table(
      "sweep l lr=[0.004, 0.005] steps=300 repeat=12 measure=[loss, limit_error]")
    let cell = try #require(table.cells.first { (1...11).contains($0.failures[.diverged] ?? 0) })
    let losses = cell.outcomes.compactMap { outcome -> Double? in
      if case .measured(let values) = outcome { values[0] } else { nil }
    }
    #expect(losses.count == 12 - (cell.failures[.diverged] ?? 0))
    #expect(table.samples(of: 0, in: cell) == losses)
    #expect(table.samples(of: 1, in: cell).count == losses.count)
    #expect(recorder.text.contains("\(cell.failures[.diverged] ?? 0) diverged"))
  }

  @Test("flow that slides along a kink is no repeat that counts, as it is an error by hand")
  func sliding() throws {
    var recorder = Recorder()
    for seed in 1...40 {
      let setup = "mixture n=30 p=12 mu=0.5 flip=0.4 seed=\(seed)\nnetwork m=4 gamma=0.2\n"
      guard recorder.run(setup + "flow time=1000")?.kind == .diverged else { continue }
      #expect(recorder.run(setup + "sweep s time=1000 measure=loss") == nil)
      #expect(recorder.session.table("s")?.cells[0].outcomes == [.diverged])
      return
    }
    Issue.record("no flow slides")
  }

  @Test("what has no value, or none that is finite, is told apart from what diverged")
  func noValue() throws {
    let (recorder, table) = try table(
      "sweep k kind=[gaussian, rademacher] steps=9 repeat=2 measure=[bayes_error, t]")
    #expect(table.cells.map(\.failures) == [[:], [.noValue: 2]])
    #expect(table.failedCells == 0)
    #expect(table.column("t") == [.number(9), .number(9)])
    #expect(recorder.text.contains("2 no value"))
    let (_, made) = try self.table(
      "sweep m kind=[gaussian, rademacher] measure=[log10(bayes_error), 1 - bayes_error, rho]")
    #expect(made.cells.map(\.failures) == [[:], [.noValue: 1]])
    #expect(made.column("rho")?[1] != Value.none)
    // A setting that the mixture does not have has no value, and what is made of it has none either.
    let (_, unset) = try self.table("sweep d noise=[1, 2] measure=2*df")
    #expect(unset.cells.map(\.failures) == [[.noValue: 1], [.noValue: 1]])
    let infinite = SweepTable(
      name: "i", keys: [], measures: ["loss"], repeats: 3,
      cells: [
        SweepTable.Cell(
          settings: [], mixture: nil, dataset: nil, network: nil,
          outcomes: [.measured([1]), .measured([.infinity]), .measured([3])])
      ])
    #expect(infinite.column("loss") == [.number(2)])
    #expect(infinite.cells[0].failures == [.noValue: 1])
  }

  @Test("every outcome is kept with the session, exported and counted by its reason")
  func outcomes() throws {
    let table = SweepTable(
      name: "o", keys: ["mu"], measures: ["loss", "separable"], repeats: 5,
      cells: [
        SweepTable.Cell(
          settings: [.number(1)], mixture: nil, dataset: nil, network: nil,
          outcomes: [
            .measured([1, 1]), .diverged, .undecided([2, .nan]), .measured([.nan, 0]), .missing,
          ])
      ])
    var writer = ByteWriter()
    writer.add(table)
    var reader = try ByteReader(try #require(writer.sealed(as: "o")), sealedAs: "o")
    var rewritten = ByteWriter()
    rewritten.add(try reader.table())
    try reader.end()
    #expect(rewritten.sealed(as: "o") == writer.sealed(as: "o"))
    #expect(table.cells[0].failures == [.diverged: 1, .undecided: 1, .noValue: 1])
    #expect(table.column("loss") == [.number(1.5)])
    #expect(table.column("separable") == [.number(0.5)])
    let text = String(decoding: try ExportedTable(table).bytes(.csv), as: UTF8.self)
    #expect(
      text == """
        cell,repeat,mu,loss,separable,failed
        0,0,1,1,1,
        0,1,1,,,diverged
        0,2,1,2,,undecided
        0,3,1,,0,no value

        """)
  }

  @Test("the store keeps that a run diverged, and numbers of the older rule are not read")
  func stored() throws {
    let folder = try ScratchFolder()
    var recorder = SweepTests.ready(Self.issue)
    recorder.store = Store(folder: folder.path + "/data")
    #expect(recorder.run(Self.sweep) == nil)
    let table = try #require(recorder.session.table("l"))
    // As the first rules had it: the same identity without their number, and the last finite state.
    let place = SweepQueue.Place(cell: 1, number: 0)
    for identity in table.identities(at: place) {
      #expect(identity.contains(" rules=2 "))
      let old = identity.replacing(" rules=2", with: "")
      try recorder.store?.record(.measured([9.9e-7]), of: old)
    }
    var second = SweepTests.ready(Self.issue)
    second.store = Store(folder: folder.path + "/data")
    #expect(second.run(Self.sweep) == nil)
    #expect(second.session.table("l") == table)
    // A mark that nobody could compute: what is there is not computed again.
    for identity in table.identities(at: SweepQueue.Place(cell: 0, number: 0)) {
      try recorder.store?.record(.failed("diverged"), of: identity)
    }
    var third = SweepTests.ready(Self.issue)
    third.store = Store(folder: folder.path + "/data")
    #expect(third.run(Self.sweep) == nil)
    let found = third.session.table("l")?.cells.map { $0.outcomes[0] }
    #expect(found == [.diverged, .diverged])
  }

  @Test("a heat map hatches cells without a value and says why; a missing one stays empty")
  func hatched() throws {
    var recorder = SweepTests.ready(Self.issue)
    #expect(
      recorder.run(
        "sweep h lr=[1e-3, 1] mu=[2, 4] steps=500 measure=test_error\nplot h color=test_error")
        == nil)
    let figures = recorder.events.compactMap { event in
      if case .figure(let figure) = event { figure } else { nil }
    }
    let figure = try #require(figures.last)
    let maps = figure.layers.compactMap { $0.kind as? HeatMap }
    let hatching = try #require(maps.first?.hatching)
    #expect(hatching.label == "diverged")
    #expect(hatching.isHatched == [false, true, false, true])
    #expect(
      figure.remarks == ["2 of 4 runs diverged and do not count."])
    #expect(figure.alternativeText.contains("diverged"))
    for text in [figure.svg(), figure.vegaLite()] {
      #expect(text.contains(">diverged<") || text.contains("\"diverged\""))
    }
    recorder.session.tables[0].cells[3].outcomes = [.missing]
    #expect(recorder.run("plot h color=test_error") == nil)
    guard case .figure(let other) = recorder.events.last else { return }
    let map = other.layers.compactMap { $0.kind as? HeatMap }.first
    #expect(map?.hatching?.isHatched.count { $0 } == 1)
  }

  @Test("a curve has a gap where every repeat diverged, and a note says so")
  func gap() throws {
    let (recorder, _) = try table(
      "sweep c lr=[1e-3, 1, 2e-3] steps=500 repeat=2 measure=test_error\nplot c")
    guard case .figure(let figure) = recorder.events.last else {
      Issue.record("no figure")
      return
    }
    let lines = figure.layers.compactMap { ($0.kind as? LineLayer)?.series }
    #expect(lines.first?.y.map(\.isNaN) == [false, false, true])
    #expect(figure.remarks.last == "Training diverged from α = 1 on.")
  }
}
