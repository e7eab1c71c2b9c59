// SPDX-License-Identifier: Apache-2.0

@testable import BenignCharts
import FoundationEssentials
import Glibc
import Testing

@testable import BenignLanguage

@Suite("Pictures of tables")
struct TablePlotTests {
  private static let tables = [
    TableExamples.phase, TableExamples.partial, TableExamples.tails, TableExamples.bands,
    TableExamples.single, TableExamples.cube,
  ]

  private static func recorder() -> Recorder {
    var recorder = Recorder()
    recorder.session.tables = tables
    return recorder
  }

  private func figure(_ code: String) throws -> Figure {
    var recorder = Self.recorder()
    #expect(recorder.run(code) == nil)
    let figures = recorder.events.compactMap { event in
      if case .figure(let figure) = event { figure } else { nil }
    }
    return try #require(figures.last)
  }

  private func heatMap(_ figure: Figure) throws -> HeatMap {
    let maps = figure.layers.compactMap { $0.kind as? HeatMap }
    return try #require(maps.first)
  }

  private func lines(_ figure: Figure) -> [NumberSeries] {
    figure.layers.compactMap { ($0.kind as? LineLayer)?.series }
  }

  private func references(_ figure: Figure) -> [ReferenceLine] {
    figure.layers.compactMap { $0.kind as? ReferenceLine }
  }

  private func boundaries(_ figure: Figure) -> [Boundary] {
    figure.layers.compactMap { $0.kind as? Boundary }
  }

  @Test(
    "every kind of picture has the bytes that were looked at",
    arguments: [
      ("phase", "plot phase color=test_error"), ("partial", "plot partial color=limit_error"),
      ("tails", "plot tails color=test_error"), ("words", "plot tails by=mu"),
      ("bands", "plot bands"), ("single", "plot single"),
      ("histogram", "plot bands kind=histogram"), ("groups", "plot bands by=gamma kind=histogram"),
      ("bars", "plot tails by=mu kind=bars"), ("numbers", "plot bands kind=bars"),
      ("points", "plot bands y=limit_error kind=points"),
      ("fit", "plot bands y=test_error/limit_error fit=true theory=false"),
      ("measures", "plot phase y=[test_error, limit_error] by=n xlim=[1, 8]"),
      ("limits", #"plot bands xlim=[1.5, 20] ylim=[2e-3, 0.1] xlabel="‖μ‖" ylabel="error""#),
      ("part", "plot phase color=test_error xlim=[30, 300] ylim=[1.5, 20] clim=[1e-3, 0.5]"),
    ])
  func golden(name: String, code: String) throws {
    let figure = try figure(code)
    try check(figure.svg(), against: "plot-\(name).svg")
    try check(figure.vegaLite(), against: "plot-\(name).vl.json")
  }

  private func check(_ text: String, against name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    let url = folder.appending(path: name)
    if GoldenFile.isRecording {
      try Data(text.utf8).write(to: url)
      Issue.record("recorded \(name)")
      return
    }
    let golden = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    #expect(text == golden, "\(name) differs; look at it, then RECORD=1")
  }

  @Test("a heat map stands over the first two swept keys, a colour a row")
  func heatMapDefaults() throws {
    let figure = try figure("plot phase color=test_error")
    let map = try heatMap(figure)
    #expect(map.x == [25, 50, 100, 200, 400] && map.y == [1, 2, 4, 8, 16, 32])
    let expected: Double = 1 / (1 + 50 * 256 / 20_000)
    #expect(map.values[2 * 5 + 1] == expected)
    #expect(figure.title == "test error over n and ‖μ‖")
    #expect(figure.subtitle == "p = 4000, m = 64, γ = 0.2")
  }

  @Test("axes and colours are expressions over the row's columns and its cell's own settings")
  func expressions() throws {
    let map = try heatMap(
      figure("mixture n=7 p=9 mu=1\nplot phase x=n/p y=log10(mu^2) color=test_error - limit_error"))
    let shares: [Double] = [25, 50, 100, 200, 400].map { $0 / 4_000 }
    #expect(map.x == shares)
    #expect(map.y[0] == 0 && abs(map.y[1] - 0.602_059_991) < 1e-8)
    let difference: Double = 0.5 / (1 + 25 / 20_000)
    #expect(map.values[0] == difference)
  }

  @Test("what a cell's mixture decides by itself is known of every row, whatever was measured")
  func mixtureQuantities() throws {
    #expect(try lines(figure("plot phase x=rho theory=false")).map(\.name).first == "n = 25")
    let line = try #require(lines(figure("plot single x=rho y=rho/signal")).first)
    let ratios: [Double] = [1, 4, 9, 16, 25, 36].map { $0 * 100 / 4_000 }
    #expect(line.x == ratios)
    #expect(line.band == nil)
  }

  @Test("words are places in the order in which they appear")
  func words() throws {
    let figure = try figure("plot tails color=test_error")
    #expect(figure.x.categories == ["gaussian", "uniform", "student"])
    let map = try heatMap(figure)
    #expect(map.y == [2, 4, 8])
  }

  @Test("the boundary runs where n‖μ‖² = tr Σ, from edge to edge")
  func boundary() throws {
    let boundary = try #require(boundaries(figure("plot phase color=test_error")).first)
    #expect(boundary.label == "n‖μ‖² = tr Σ" && boundary.x.count > 5)
    for (n, mu) in zip(boundary.x, boundary.y) { #expect(abs(n * mu * mu / 4_000 - 1) < 1e-12) }
    let root = 2.0.squareRoot()
    #expect(abs((boundary.x.min() ?? 0) - 25 / root) < 1e-9)
    #expect(abs((boundary.x.max() ?? 0) - 400 * root) < 1e-9)
  }

  @Test(
    "there is no boundary where it is not wanted, not crossed, or where an axis has names",
    arguments: [
      "plot phase color=test_error theory=false", "plot cube x=gamma y=[n, mu] color=test_error",
      "plot tails color=test_error",
    ])
  func noBoundary(code: String) throws {
    #expect(try boundaries(figure(code)).isEmpty)
  }

  @Test("curves go along the first key, one for each value of the second, with a standard error")
  func curveDefaults() throws {
    let figure = try figure("plot bands")
    let lines = lines(figure)
    #expect(lines.map(\.name) == ["γ = 0.1", "γ = 0.2", "γ = 0.5"])
    #expect(figure.title == "test error against ‖μ‖")
    #expect(figure.remarks == ["Means of 5 repeats; bands: one standard error."])
    let table = TableExamples.bands
    let errors = try #require(table.column("test_error_se"))
    for (index, line) in lines.enumerated() {
      let band = try #require(line.band)
      for (point, row) in stride(from: index, to: table.cells.count, by: 3).enumerated() {
        let error = try #require(errors[row].asNumber)
        #expect(abs(band.high[point] - line.y[point] - error) <= 1e-12 * line.y[point])
        #expect(abs(line.y[point] - band.low[point] - error) <= 1e-12 * line.y[point])
      }
    }
  }

  @Test("what the measures of one repeat have in common is no uncertainty of their ratio")
  func pairedBands() throws {
    let table = TableExamples.table(
      "pairs", [("mu", [1, 2])], repeats: 4, measures: ["test_error", "limit_error"]
    ) { settings, repetition in
      let error = Double(1 + repetition) / (settings["mu"]?.asNumber ?? 1)
      return .measured([3 * error, error])
    }
    var recorder = Self.recorder()
    recorder.session.tables = [table]
    #expect(recorder.run("plot pairs y=test_error/limit_error") == nil)
    guard case .figure(let figure) = recorder.events.last else {
      Issue.record("no figure")
      return
    }
    let line = try #require(lines(figure).first)
    let band = try #require(line.band)
    #expect(line.y == [3, 3])
    #expect(zip(band.low, band.high).allSatisfy { $0 > 3 - 1e-12 && $1 < 3 + 1e-12 })
  }

  @Test("a list tells curves apart by several keys")
  func byList() throws {
    let lines = lines(try figure("plot cube x=mu by=[n, gamma]"))
    #expect(
      lines.map(\.name) == [
        "n = 50, γ = 0.1", "n = 50, γ = 0.5", "n = 100, γ = 0.1", "n = 100, γ = 0.5",
      ])
    #expect(lines.allSatisfy { $0.x == [2, 4, 8] })
  }

  @Test("one line stands where all curves cross the boundary, and one for each where they differ")
  func transitions() throws {
    let common = references(try figure("plot bands"))
    #expect(common.map(\.label) == ["n‖μ‖² = tr Σ at ‖μ‖"])
    #expect(common.allSatisfy { abs($0.value - 40.0.squareRoot()) < 1e-9 })
    let own = references(try figure("plot phase x=mu by=n theory=true"))
    #expect(own.isEmpty, "five lines would crowd the picture")
    let few = references(try figure("plot cube x=mu by=[n, gamma]"))
    #expect(few.map(\.label) == ["n = 100: ρ = 1 at ‖μ‖"], "at n = 50 it lies beyond the last mu")
    #expect(try references(figure("plot bands theory=false")).isEmpty)
  }

  @Test("fit draws the law that `fit` finds, with its exponent and interval in the legend")
  func laws() throws {
    let table = TableExamples.table(
      "edge", [("ratio", [2, 8, 32, 128]), ("n", [50, 100])], repeats: 10, measures: ["mu"]
    ) { settings, repetition in
      let (ratio, n) = (settings["ratio"]?.asNumber ?? 1, settings["n"]?.asNumber ?? 1)
      return .measured([n / 50 * ratio.squareRoot() * (1 + 0.01 * Double(repetition % 5))])
    }
    var recorder = Self.recorder()
    recorder.session.tables = [table]
    #expect(recorder.run("plot edge x=ratio y=mu fit=true") == nil)
    let figure = try #require(recorder.figure)
    let laws = figure.layers.compactMap { ($0.kind as? LawLayer)?.series }
    #expect(laws.count == 2 && laws.allSatisfy { $0.x.first == 2 && $0.band != nil })
    #expect(laws.map(\.name).allSatisfy { $0.contains("s = 0.5 (0.4") && $0.contains("n = ") })
    #expect(figure.x.scale == .log && figure.y.scale == .log)
    #expect(figure.layers.contains { $0.kind is PointLayer })
    #expect(figure.remarks.contains { $0.hasPrefix("Lines: power laws ‖μ‖ ∝ (ratio)^s") })
    #expect(recorder.run("fit edge x=ratio y=mu by=n") == nil)
    guard case .list(let fits)? = recorder.members.first(where: { $0.name == "fits" })?.value,
      case .object(let first)? = fits.first,
      case .number(let exponent)? = first.first(where: { $0.name == "exponent" })?.value
    else {
      Issue.record("no fit")
      return
    }
    let slope = log((laws[0].y.last ?? 0) / laws[0].y[0]) / log(64)
    #expect(abs(slope - exponent) < 1e-12)
    // Two points make no law.
    #expect(recorder.run("plot edge x=n y=mu by=ratio fit=true kind=line") == nil)
    let remarks = try #require(recorder.figure).remarks
    #expect(remarks.contains { $0.hasSuffix("a power law needs three points of different n.") })
  }

  @Test(
    "where no law can be drawn, that is said",
    arguments: [
      ("plot bands fit=true color=test_error", "along curves"),
      ("plot bands fit=true kind=bars", "means nothing to kind=bars"),
      ("plot bands fit=true kind=histogram", "means nothing to kind=histogram"),
      ("plot tails x=kind fit=true", "has names"), ("plot [1, 2] fit=true", "picture of a table"),
    ])
  func noLaws(code: String, words: String) {
    var recorder = Self.recorder()
    #expect(recorder.run(code)?.message.contains(words) ?? false)
  }

  @Test("where nothing is asked for, more curves than can be told apart become a heat map")
  func manyCurves() throws {
    let table = TableExamples.table(
      "many", [("n", [50, 100]), ("mu", (1...9).map(Double.init))], measures: ["test_error"]
    ) { _, _ in .measured([0.1]) }
    var recorder = Self.recorder()
    recorder.session.tables.append(table)
    #expect(recorder.run("plot many") == nil)
    #expect(recorder.text.contains("heat map"))
    #expect(recorder.run("plot many by=mu") == nil)
    #expect(recorder.text.contains("line chart"))
  }

  @Test("the subtitle of a real sweep tells how its cells were trained")
  func training() throws {
    let figure = try figure(
      StatementTests.setup
        + "sweep a mu=[1, 2, 3] steps=20 loss=logistic measure=test_error\nplot a")
    #expect(
      figure.subtitle
        == "n = 20, p = 500, m = 6, γ = 0.3, steps = 20, α = auto, logistic loss, sum of losses")
    #expect(lines(figure).map(\.x) == [[1, 2, 3]])
  }

  @Test("colours part at 0 only where there are values on both of its sides")
  func palettes() throws {
    let palettes = try ["log10(test_error)", "log10(10*test_error)"].map {
      try heatMap(figure("plot phase color=\($0)")).color.palette
    }
    #expect(palettes == [.sequential, .diverging(center: 0)])
  }

  @Test("what failed and what is missing is told")
  func remarks() throws {
    let figure = try figure("plot partial color=test_error")
    #expect(
      figure.remarks == [
        "1 of 30 runs failed and does not count.", "2 of 30 runs are not computed yet.",
      ])
    #expect(try heatMap(figure).values.count(where: \.isNaN) == 3)
    #expect(figure.alternativeText.contains("2 empty cells"))
  }

  @Test(
    "what cannot be drawn is refused, with the way out",
    arguments: [
      ("plot cube color=test_error", Diagnostic.Kind.invalidArgument, "y=[mu, gamma]"),
      ("plot cube", .invalidArgument, "by=[mu, gamma]"),
      ("plot cube x=mu by=n", .invalidArgument, "by=[n, gamma]"),
      ("plot single color=train_error", .invalidArgument, "plot single"),
      ("plot phase color=test_error by=n", .invalidArgument, ""),
      ("plot phase color=margin", .invalidArgument, "sweep … measure=[margin]"),
      ("plot phase y=lr", .invalidArgument, ""),
      ("plot phase color=test_eror", .unknownName, "test_error"),
      ("plot tails y=kind x=mu", .invalidArgument, ""),
      ("plot phase, bands", .invalidArgument, "a plot statement for each"),
      ("plot [1, 2] color=3", .invalidArgument, ""),
      ("plot [1, 2] by=3", .invalidArgument, ""),
    ])
  func refusals(code: String, kind: Diagnostic.Kind, suggestion: String) {
    var recorder = Self.recorder()
    let diagnostic = recorder.run(code)
    #expect(diagnostic?.kind == kind)
    #expect(diagnostic?.suggestion ?? "" == suggestion)
    #expect(diagnostic?.range != nil)
    #expect(recorder.events.isEmpty)
  }

  @Test("a complaint names what is not told apart, and where")
  func complaint() {
    var recorder = Self.recorder()
    #expect(
      recorder.run("plot cube x=mu by=n")?.message
        == "Several rows of cube stand at mu = 2, n = 50: they differ in gamma.")
  }

  @Test("a slider has a picture for each of its values, on the same axes and in the same colours")
  func slider() throws {
    let curves = try figure("plot phase x=mu slider=n")
    let frames = try #require(curves.frames)
    #expect(frames.name == "n" && frames.figures.map { lines($0).count } == [1, 1, 1, 1, 1])
    #expect(frames.figures.allSatisfy { $0.x.label == curves.x.label })
    #expect(
      curves.remarks.last
        == "n = 100, the middle one of 5: in JupyterLab a slider shows the others.")
    let maps = try #require(try figure("plot cube color=test_error slider=gamma").frames)
    let colors = try maps.figures.map { try heatMap($0).color.limits }
    #expect(Set(colors.map { $0.map { "\($0)" } ?? "" }).count == 1 && colors[0] != nil)
    let sized = try figure("plot phase x=mu slider=n width=320 xlim=[2, 16]")
    #expect(
      sized.frames?.figures.allSatisfy { $0.size.width == 320 && $0.x.limits == 2...16 } ?? false)
  }

  @Test("a slider belongs to a table")
  func sliderOfSeries() {
    var recorder = Self.recorder()
    let diagnostic = recorder.run("plot misalignment slider=n")
    #expect(diagnostic?.message == "slider belongs to the picture of a table.")
  }
}
