// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCharts
@testable import BenignLanguage

@Suite("pictures of what diverges")
struct DivergencePlotTests {
  /// Curves over steps, of which the last diverges from the third on.
  private static let rates = TableExamples.table(
    "rates", [("lr", [0.01, 0.1, 1]), ("steps", [1, 2, 4, 8])], measures: ["loss"]
  ) { settings, _ in
    let (rate, steps) = (settings["lr"]?.asNumber ?? 0, settings["steps"]?.asNumber ?? 1)
    if rate < 1 { return .measured([50 / (1 + rate * steps)]) }
    return steps < 4 ? .measured([steps == 1 ? 1e30 : 1e250]) : .diverged
  }

  private func figure(_ code: String, of table: SweepTable? = nil) throws -> Figure {
    var recorder = Recorder()
    if let table { recorder.session.tables.append(table) }
    #expect(recorder.run(code) == nil)
    return try #require(recorder.figure)
  }

  @Test("a curve of a table says from where it diverged, and the axis follows the others")
  func table() throws {
    let figure = try figure("plot rates x=steps by=lr", of: Self.rates)
    #expect(figure.remarks == ["α = 1 diverged from step 4 on."])
    #expect(FigurePlan(figure).y.scale.high < 1e3)
    #expect(figure.alternativeText.contains("α = 1 leaves the axis, which follows the rest."))
    let along = try self.figure("plot rates x=lr by=steps", of: Self.rates)
    #expect(along.remarks == ["steps = 4 and steps = 8 diverged from α = 1 on."])
  }

  @Test("of repeats that diverge here and there their number is told")
  func repeats() throws {
    let table = TableExamples.table("some", [("mu", [1, 2])], repeats: 3, measures: ["loss"]) {
      settings, repetition in
      repetition == 0 && settings["mu"] == .number(2) ? .diverged : .measured([1])
    }
    #expect(
      try figure("plot some", of: table).remarks
        == [
          "Means of 3 repeats; bands: one standard error.",
          "1 of 6 runs diverged and does not count.",
        ])
  }

  @Test("counts of a table are of runs, each kind by its name")
  func counts() {
    #expect(Self.rates.counts == "12 cells, 2 of 12 runs diverged")
    #expect(TableExamples.partial.counts == "30 cells, 2 of 30 runs missing, 1 of 30 runs failed")
  }

  @Test("an experiment says after which step it diverged, and does not stretch the axis")
  func experiment() throws {
    let figure = try figure(
      """
      mixture n=50 p=60 mu=5 flip=0.2
      network m=8 gamma=0.3
      run steps=50 lr=1e-3
      fork fast
      network
      run steps=500 lr=1 diverge=stop
      plot main.loss, fast.loss
      """)
    #expect(figure.remarks.count { $0.hasPrefix("fast diverged after t = ") } == 1)
    #expect(FigurePlan(figure).y.scale.high < 1e4)
  }

  @Test("a map over p = ratio·n, which most places lack, says which key makes a full grid")
  func sparse() throws {
    let setup = "mixture n=10 p=1000 mu=3\nnetwork m=4 gamma=0.5\n"
    let sweep = "sweep map n=[10, 20, 30] ratio=[7, 11, 13] p=ratio*n measure=rho\n"
    let figure = try figure(setup + sweep + "plot map x=n y=p color=rho")
    #expect(figure.remarks.first == "18 of 27 places have no cell: y=ratio makes a full grid.")
    #expect(!figure.alternativeText.contains("empty cell"))
    let full = try self.figure(setup + sweep + "plot map color=rho")
    #expect(full.remarks.isEmpty)
  }

  @Test("wide pictures and tables for LaTeX are told with the remedy")
  func wide() throws {
    let folder = try ScratchFolder()
    var recorder = Recorder()
    #expect(
      recorder.run(
        StatementTests.setup + """
          run steps=20
          plot loss file="\(folder.path)/a.tex"
          plot loss width=460 file="\(folder.path)/b.tex"
          sweep g mu=[1, 2] measure=[rho, signal, limit_error, predicted_error, correlation, orthogonality]
          export g "\(folder.path)/t.tex"
          sweep u mu=[1, 2] measure=rho
          export u "\(folder.path)/u.tex"
          """) == nil)
    let warnings = recorder.events.compactMap { event in
      if case .warning(let text) = event { text } else { nil }
    }
    #expect(warnings.count == 2)
    #expect(
      warnings.first
        == "warning: the picture is about 480 pt wide, and a page of article has 345 pt for text: width=460 makes it fit.\n"
    )
    #expect(warnings.last?.contains("set it in \\small") == true)
  }
}
