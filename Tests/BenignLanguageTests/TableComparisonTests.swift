// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignCharts
@testable import BenignLanguage

/// What the curves of a table are compared with, and the boundaries that are asked for.
struct TableComparisonTests {
  private static func comparisons(_ code: String) throws -> [ComparisonLayer] {
    try PlotKindTests.layers(ComparisonLayer.self, code)
  }

  private func figure(_ code: String, of table: SweepTable) throws -> Figure {
    var recorder = PlotKindTests.recorder()
    recorder.session.tables.append(table)
    #expect(recorder.run(code) == nil)
    return try #require(recorder.figure)
  }

  @Test("each curve has the prediction of its own cells, whatever the current experiment is")
  func predictions() throws {
    let layers = try Self.comparisons("plot phase x=mu y=limit_error by=n")
    #expect(layers.map(\.index) == [0, 1, 2, 3, 4])
    #expect(layers.map(\.isNamed) == [true, false, false, false, false])
    let network = NetworkDefinition(neurons: 64, negativeSlope: 0.2)
    for (layer, n) in zip(layers, [25, 50, 100, 200, 400]) {
      #expect(layer.series.name == "predicted error")
      for (mu, number) in zip(layer.series.x, layer.series.y) {
        let mixture = Mixture(noise: .gaussian, points: n, dimension: 4_000, meanNorm: mu)
        let own = mixture.value(of: .predictedError, network: network)
        if case .number(let expected) = own {
          #expect(number == expected)
        } else {
          #expect(number.isNaN)
        }
      }
    }
    #expect(layers.contains { $0.series.y.contains(where: \.isFinite) })
  }

  @Test("a limit that the table holds comes first, and none is drawn twice or against itself")
  func levels() throws {
    #expect(Set(try Self.comparisons("plot bands").map(\.series.name)) == ["limit error"])
    let names = try Self.comparisons("plot phase y=[test_error, limit_error] by=n").map(
      \.series.name)
    #expect(names == [String](repeating: "predicted error", count: 5))
    #expect(try Self.comparisons("plot bands theory=false").isEmpty)
    #expect(try Self.comparisons("plot bands y=-log10(test_error)").isEmpty)
  }

  @Test("one grey line stands for all curves whose lines would be the same")
  func common() throws {
    // What is predicted does not depend on when training ended.
    let table = TableExamples.table(
      "same", [("steps", [1, 10]), ("mu", [1, 2])], measures: ["test_error"]
    ) { _, _ in .measured([0.1]) }
    let figure = try figure("plot same x=mu by=steps", of: table)
    let layers = figure.layers.compactMap { $0.kind as? ComparisonLayer }
    #expect(layers.map(\.index) == [nil] && layers.map(\.isNamed) == [true])
  }

  @Test("decades are compared with decades")
  func decades() throws {
    let table = TableExamples.table(
      "deep", [("mu", [2, 4])], measures: ["log10_limit_error"]
    ) { _, _ in .measured([-3]) }
    let figure = try figure("plot deep", of: table)
    let names = figure.layers.compactMap { ($0.kind as? ComparisonLayer)?.series.name }
    #expect(names == ["log₁₀ predicted error", "log₁₀ Bayes error"])
  }

  @Test("a histogram has the level that all of its cells share")
  func histogram() throws {
    let places = try PlotKindTests.layers(
      ReferenceLine.self, "plot one y=limit_error kind=histogram")
    #expect(places.map(\.label) == ["mean", "predicted error"])
    #expect(
      try PlotKindTests.layers(ReferenceLine.self, "plot phase kind=histogram").map(\.label)
        == ["mean"])
  }

  @Test("the columns of a table have no lines of the current experiment")
  func columns() throws {
    for code in ["plot bands.test_error", "plot bands.test_error x=bands.mu kind=points"] {
      #expect(try PlotKindTests.layers(ReferenceLine.self, code).isEmpty, "\(code)")
    }
  }

  @Test("what follows from the definitions of a cell can be drawn of every table")
  func definitions() throws {
    let line = try #require(
      try PlotKindTests.layers(LineLayer.self, "plot single y=predicted_error").first)
    #expect(line.series.y.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("a numeric key has its numbers' order and its colours, also where it was swept in another")
  func order() throws {
    let table = TableExamples.table(
      "turned", [("gamma", [0.5, 0.1, 0.3]), ("mu", [1, 2])], measures: ["test_error"]
    ) { _, _ in .measured([0.1]) }
    let figure = try figure("plot turned x=mu by=gamma", of: table)
    let names = figure.layers.compactMap { ($0.kind as? LineLayer)?.series.name }
    #expect(names == ["γ = 0.1", "γ = 0.3", "γ = 0.5"] && figure.order == 3)
    #expect(figure.alternativeText.contains("γ = 0.1, γ = 0.3 and γ = 0.5 coincide."))
    #expect(try PlotKindTests.figure("plot tails x=mu by=kind").order == nil)
  }

  @Test(
    "any condition is a line of a heat map",
    arguments: [
      ("boundary=rho == 1", ["n‖μ‖² = tr Σ"]), ("boundary=None", []), ("", ["n‖μ‖² = tr Σ"]),
      ("theory=false", []), ("theory=false boundary=rho == 1", ["n‖μ‖² = tr Σ"]),
      ("boundary=[rho == 1, signal == 1]", ["n‖μ‖² = tr Σ", "signal = 1"]),
      ("boundary=[limit_error < 0.01]", ["limit error < 0.01"]),
      ("boundary=mu - 5 >= 0", ["‖μ‖ − 5 ≥ 0"]),
      ("boundary=[mu > 3 and n > 30]", ["‖μ‖ > 3 and n > 30"]),
      ("boundary=mu == 1000", []),
    ])
  func boundaries(keys: String, labels: [String]) throws {
    let code = "plot phase x=n y=mu color=limit_error \(keys)"
    let boundaries = try PlotKindTests.layers(Boundary.self, code)
    #expect(boundaries.map(\.label) == labels)
    #expect(boundaries.map(\.number) == Array(labels.indices))
  }

  @Test("a line runs where the sides are equal, also where one of them is not positive")
  func place() throws {
    let boundary = try #require(
      try PlotKindTests.layers(Boundary.self, "plot phase color=limit_error boundary=mu - 5 >= 0")
        .first)
    #expect(boundary.y.allSatisfy { $0 > 4 && $0 < 8 })
    let signal = try #require(
      try PlotKindTests.layers(Boundary.self, "plot phase color=limit_error boundary=signal == 1")
        .first)
    for (n, mu) in zip(signal.x, signal.y) {
      #expect(abs(n * mu * mu * mu * mu / 4_000 - 1) < 1e-12)
    }
  }

  @Test("along curves a condition is a place, and one that holds nowhere is told of a map")
  func transitions() throws {
    let places = try PlotKindTests.layers(
      ReferenceLine.self, "plot bands boundary=[rho == 1, mu == 10]")
    #expect(places.map(\.label) == ["n‖μ‖² = tr Σ at ‖μ‖", "‖μ‖ = 10 at ‖μ‖"])
    #expect(places.last.map { abs($0.value - 10) < 1e-9 } == true)
    #expect(try PlotKindTests.layers(ReferenceLine.self, "plot bands boundary=None").isEmpty)
    let figure = try PlotKindTests.figure("plot phase color=limit_error boundary=mu == 1000")
    #expect(figure.remarks == ["Nowhere here is ‖μ‖ = 1000."])
  }

  @Test(
    "what is no condition, or has no place, is refused where it stands",
    arguments: [
      ("plot phase color=limit_error boundary=rho", "rho"),
      ("plot phase color=limit_error boundary=[margin == 1]", "margin"),
      ("plot tails color=test_error boundary=rho == 1", "rho == 1"),
      ("plot bands kind=histogram boundary=rho == 1", "rho == 1"),
      ("plot loss boundary=rho == 1", "rho == 1"),
    ])
  func refusals(code: String, place: String) throws {
    var recorder = PlotKindTests.recorder()
    let found = recorder.run(code)
    let diagnostic = try #require(found)
    #expect(diagnostic.kind == .invalidArgument)
    #expect(diagnostic.range.map { String(Array(code)[$0]) } == place, "\(diagnostic)")
  }
}
