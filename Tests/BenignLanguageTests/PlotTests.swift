// SPDX-License-Identifier: Apache-2.0

@testable import BenignCharts
import Testing

@testable import BenignLanguage

struct PlotTests {
  private func figure(_ code: String) throws -> Figure {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup + "run steps=200") == nil)
    #expect(recorder.run(code) == nil)
    let figures = recorder.events.compactMap { event in
      if case .figure(let figure) = event { figure } else { nil }
    }
    #expect(figures.count == 1)
    return try #require(figures.first)
  }

  /// The curve of the lowest layer.
  private func line(of figure: Figure) throws -> NumberSeries {
    try #require((figure.layers.first?.kind as? LineLayer)?.series, "\(figure.layers)")
  }

  @Test("a recorded number is a curve against t, on a logarithmic axis when the run is long")
  func curve() throws {
    let figure = try figure("plot misalignment")
    let line = try line(of: figure)
    #expect(line.name == "misalignment")
    #expect(line.x.first == 1 && line.x.last == 200)
    #expect(figure.x.scale == .log)
    #expect(figure.layers.count == 1)
  }

  @Test("an expression is evaluated on every row, and what no row holds on the state")
  func expression() throws {
    let figure = try figure("k = 2\nplot k*loss/n x=time xscale=linear title=\"<b>\"")
    let line = try line(of: figure)
    // ℓ(0) = 1 at every point when W(0) is small.
    #expect(abs(line.y[0] - 2) < 1e-5)
    #expect(figure.title == "<b>")
  }

  @Test("limits are drawn in unless theory is off")
  func theory() throws {
    let with = try figure("plot margin").layers
    #expect(with.count == 2)
    #expect(try figure("plot margin theory=false").layers.count == 1)
  }

  @Test("vectors go by index with their groups, scores as a histogram, matrices as heat maps")
  func arrays() throws {
    if let stems = try (figure("plot margins").layers[0].kind as? StemLayer)?.series {
      #expect(stems.values.count == 20 && stems.grouping?.names == ["ỹ > 0", "ỹ < 0"])
    } else {
      Issue.record("margins are no stems")
    }
    if let histogram = try (figure("plot scores").layers[0].kind as? Histogram) {
      #expect(histogram.values.count == 20)
    } else {
      Issue.record("scores are no histogram")
    }
    if let map = try (figure("plot alignment").layers[0].kind as? HeatMap) {
      #expect(map.values.count == 36)
    } else {
      Issue.record("alignment is no heat map")
    }
    if let line = try (figure("plot [1, 2, 4] x=[1, 10, 100]").layers[0].kind as? LineLayer)?.series
    {
      #expect(line.x == [1, 10, 100] && line.y == [1, 2, 4])
    } else {
      Issue.record("two lists are no line")
    }
  }

  @Test("two lists are points where x goes back and forth, and a recorded curve stays a line")
  func backAndForth() throws {
    let figure = try figure("plot [1, 2, 4] x=[2, 1, 3]")
    #expect(figure.layers.compactMap { $0.kind as? PointLayer }.map(\.series.x) == [[2, 1, 3]])
    for code in ["plot [1, 2, 4] x=[3, 2, 1]", "plot [1, 2] x=[1, 1]", "plot loss x=sin(t)"] {
      let layers = try self.figure(code).layers
      #expect(layers.contains { $0.kind is LineLayer }, "\(code)")
    }
  }

  private func lines(of figure: Figure) -> [String] {
    figure.layers.compactMap { layer in
      (layer.kind as? LineLayer).map { "\($0.series.name) to \($0.series.x.last ?? -1)" }
    }
  }

  private func references(of figure: Figure) -> [String] {
    figure.layers.compactMap { layer in
      (layer.kind as? ReferenceLine)?.label
    }
  }

  @Test("the legend tells experiments of one picture apart, the subtitle what they share")
  func experiments() throws {
    let figure = try figure("fork b\nnetwork m=8 gamma=0.5\nstep 3\nplot loss, main.loss")
    #expect(lines(of: figure) == ["b (m = 8, γ = 0.5) to 3.0", "main (m = 6, γ = 0.3) to 200.0"])
    #expect(figure.subtitle == "n = 20, p = 500, ‖μ‖ = 5")
    #expect(figure.title == "loss against t" && figure.y.label == "loss")
    #expect(try self.figure("plot loss x=t").x == self.figure("plot loss").x)
  }

  @Test("series of several quantities keep their names, and the current experiment has one too")
  func quantities() throws {
    let figure = try figure("fork b\nnetwork\nstep 3 lr=0.01*main.lr\nplot loss, main.norm")
    let names = lines(of: figure)
    #expect(names.count == 2)
    #expect(names.first?.hasPrefix("b: loss (α = ") == true)
    #expect(names.last?.hasPrefix("main: norm (α = ") == true)
  }

  @Test("differences for which the legend has no room stand at the foot")
  func manyDifferences() throws {
    let figure = try figure(
      "fork b\nmixture n=20 p=900 mu=7 flip=0.1 noise=2\nstep 3\nplot loss, main.loss")
    #expect(lines(of: figure) == ["b to 3.0", "main to 200.0"])
    #expect(figure.subtitle == "n = 20, m = 6, γ = 0.3")
    #expect(
      figure.remarks == [
        "b: p = 900, ‖μ‖ = 7, σ = 2, η = 0.1.", "main: p = 500, ‖μ‖ = 5.",
      ])
    #expect(figure.alternativeText.contains(figure.remarks[0]))
  }

  @Test("a limit bears its experiment's name among several, and stands once where they share it")
  func limits() throws {
    let other = "fork b\nmixture n=20 p=500 mu=9 seed=2\nstep 3\nplot margin, main.margin"
    #expect(references(of: try figure(other)) == ["b: limit margin", "main: limit margin"])
    let same = "fork b\nnetwork\nstep 3\nplot margin, main.margin"
    #expect(references(of: try figure(same)) == ["limit margin"])
  }

  @Test("a picture says nothing of an experiment that it does not show, be it the current one")
  func absentExperiment() throws {
    let figure = try figure(
      "fork b\nnetwork m=8 gamma=0.3\nstep 3\nuse c\nmixture n=10 p=90 mu=2\n"
        + "network m=2 gamma=0.5\nstep 3\nplot b.loss, main.loss x=time")
    #expect(figure.subtitle == "n = 20, p = 500, ‖μ‖ = 5, γ = 0.3")
    let names = lines(of: figure).map { $0.prefix { $0 != ")" } }
    #expect(names == ["b (m = 8", "main (m = 6"])
  }

  @Test("mere numbers are about no experiment")
  func numbers() throws {
    #expect(try figure("a = [1, 3, 2]\nplot a x=[3, 5, 8]").subtitle == nil)
    #expect(try figure("a = [1, 3, 2]\nplot a x=[n, p, 8]").subtitle != nil)
  }

  @Test(
    "the beginning of a run is left out where it has no place, and nobody is told",
    arguments: ["time", "t", "1/t", "1/log(1 + t)"])
  func beginning(x: String) throws {
    let figure = try figure("plot misalignment x=\(x)")
    let line = try line(of: figure)
    #expect(line.x.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(!figure.alternativeText.contains("left out"))
  }

  @Test("on an axis that has its place a run is drawn from its beginning")
  func beginningAtZero() throws {
    let figure = try figure("plot misalignment xscale=linear")
    let line = try line(of: figure)
    #expect(line.x.first == 0)
  }

  @Test(
    "what cannot be drawn is refused with the right form",
    arguments: [
      ("plot", Diagnostic.Kind.invalidArgument), ("plot test_error", .invalidArgument),
      ("plot \"a\"", .invalidArgument), ("plot loss, margins", .invalidArgument),
      ("plot loss - b.loss", .invalidArgument), ("plot 3", .invalidArgument),
      ("plot nosuch", .unknownName), ("plot [1, 2] x=[1]", .invalidArgument),
      ("plot loss file=\"/nosuch/folder/x.svg\"", .file),
    ])
  func refusals(code: String, kind: Diagnostic.Kind) {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup + "run steps=20\nfork b\nstep\nuse main") == nil)
    #expect(recorder.run(code)?.kind == kind)
  }

  @Test("a plot of a run that has not begun says so")
  func notReady() {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup) == nil)
    #expect(recorder.run("plot misalignment")?.kind == .notReady)
  }
}
