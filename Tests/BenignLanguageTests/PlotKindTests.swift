// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCharts
@testable import BenignLanguage

/// What `kind=` makes of series and of tables.
struct PlotKindTests {
  static let tables = [
    TableExamples.phase, TableExamples.bands, TableExamples.tails, TableExamples.partial,
    TableExamples.single, TableExamples.one,
  ]

  /// After a run, with tables.
  static func recorder(_ setUp: String = StatementTests.setup + "run steps=200") -> Recorder {
    var recorder = Recorder()
    #expect(recorder.run(setUp) == nil)
    recorder.session.tables = tables
    return recorder
  }

  static func figure(_ code: String) throws -> Figure {
    var recorder = recorder()
    #expect(recorder.run(code) == nil)
    return try #require(
      recorder.events.compactMap { event in
        if case .figure(let figure) = event { figure } else { nil }
      }.last)
  }

  static func layers<Kind: LayerKind>(_ type: Kind.Type, _ code: String) throws -> [Kind] {
    try figure(code).layers.compactMap { $0.kind as? Kind }
  }

  @Test("auto is what is drawn where nothing is asked for")
  func auto() throws {
    for code in ["plot misalignment", "plot margins", "plot scores", "plot gram", "plot phase"] {
      #expect(try Self.figure(code) == Self.figure(code + " kind=auto"), "\(code)")
    }
    #expect(try Self.figure("plot loss") == Self.figure("plot loss kind=line"))
    #expect(try Self.figure("plot gram") == Self.figure("plot gram kind=heatmap"))
    #expect(
      try Self.figure("plot phase color=test_error")
        == Self.figure("plot phase color=test_error kind=heatmap"))
    #expect(try Self.figure("plot bands") == Self.figure("plot bands kind=line"))
  }

  @Test("a list is a line over its index, and its labels break no line")
  func line() throws {
    let lines = try Self.layers(LineLayer.self, "plot margins, [3, 1, 2] kind=line")
    #expect(lines.map(\.series.y.count) == [20, 3])
    #expect(lines.last?.series.x == [0, 1, 2] && lines.last?.series.y == [3, 1, 2])
  }

  @Test("numbers are dots, in the order in which they come, with their errors")
  func points() throws {
    let lists = try Self.layers(PointLayer.self, "plot [1, 2, 4] x=[3, 1, 2] kind=points")
    #expect(lists.map(\.series.x) == [[3, 1, 2]] && lists.map(\.series.y) == [[1, 2, 4]])
    #expect(try Self.layers(PointLayer.self, "plot loss, margin kind=points").count == 2)
    #expect(try Self.layers(ReferenceLine.self, "plot margin kind=points").count == 1)
    let margins = try Self.layers(PointLayer.self, "plot margins kind=points")
    #expect(margins.map(\.series.name) == ["ỹ > 0", "ỹ < 0"])
    let table = try Self.layers(PointLayer.self, "plot bands kind=points")
    #expect(table.count == 3 && table.allSatisfy { $0.series.band != nil })
  }

  @Test(
    "lists and the curves of a table are bars side by side, points of two labels of two colours")
  func bars() throws {
    let lists = try Self.layers(BarLayer.self, "plot [3, 1], [2, 5] kind=bars")
    #expect(lists.map { $0.series.map(\.y) } == [[[3, 1], [2, 5]]])
    let margins = try Self.layers(BarLayer.self, "plot margins kind=bars").first?.series
    #expect(
      margins?.map(\.name) == ["ỹ > 0", "ỹ < 0"] && margins?.map(\.x.count).reduce(0, +) == 20)
    let table = try Self.figure("plot bands kind=bars")
    let bars = table.layers.compactMap { $0.kind as? BarLayer }
    #expect(
      bars.first?.series.count == 3 && bars.first?.series.allSatisfy { $0.band != nil } == true)
    #expect(table.remarks.first == "Means of 5 repeats; whiskers: one standard error.")
  }

  @Test("a table is a heat map of its first measure, however few curves it would be")
  func heatMap() throws {
    let maps = try Self.layers(HeatMap.self, "plot bands kind=heatmap")
    #expect(maps.map(\.color.label) == ["test error"] && maps.first?.values.count == 18)
  }

  @Test("a histogram counts lists, recorded rows, the entries of a matrix, and groups")
  func histogram() throws {
    let counted = { (code: String) in
      try Self.layers(Histogram.self, "plot \(code) kind=histogram").map(\.values.count)
    }
    #expect(try counted("[1, 2, 2]") == [3])
    #expect(try counted("gram") == [400])
    #expect(try counted("loss") == counted("margin"))
    #expect(try counted("margins, [1, 2]") == [22])
    let groups = try Self.layers(Histogram.self, "plot margins kind=histogram").first?.grouping
    #expect(groups?.names == ["ỹ > 0", "ỹ < 0"])
    #expect(try Self.figure("plot scores kind=histogram") == Self.figure("plot scores"))
  }

  @Test("a table's histogram counts its repeats and not their means, of expressions too")
  func tableHistogram() throws {
    let bands = TableExamples.bands
    let all = bands.cells.flatMap { bands.samples(of: 0, in: $0) }
    #expect(all.count == 18 * 5)
    for code in ["plot bands", "plot bands y=test_error", "plot bands.test_error"] {
      let histogram = try Self.layers(Histogram.self, code + " kind=histogram").first
      #expect(histogram?.values == all, "\(code)")
    }
    let groups = try Self.layers(
      Histogram.self, "plot bands y=log10(test_error) by=gamma kind=histogram")
    #expect(groups.first?.grouping?.names == ["γ = 0.1", "γ = 0.2", "γ = 0.5"])
    #expect(groups.first.map { $0.values.count } == 90)
    let cells = try Self.layers(Histogram.self, "plot bands y=rho kind=histogram")
    #expect(cells.first?.values.count == 18, "what no repeat changes is counted once a cell")
  }

  @Test("a histogram tells the mean, and names all that it does not count")
  func histogramRemarks() throws {
    let code = "plot [3, 3, 3, nan, None, inf, -inf, 1e301] xscale=linear kind=histogram"
    let text = try Self.figure(code).alternativeText
    for part in ["3 values, all 3.", "2 points have no value.", "3 values left out"] {
      #expect(text.contains(part), "\(text)")
    }
    #expect(
      try Self.figure("plot partial kind=histogram").remarks.contains { $0.contains("failed") })
    let means = try Self.layers(ReferenceLine.self, "plot [1, 2, 6] kind=histogram")
    #expect(means.map(\.value) == [3] && means.map(\.label) == ["mean"])
    #expect(
      try Self.figure("plot [1, 2, 6] kind=histogram").remarks.first?.contains("mean 3 ± 1.5")
        == true)
  }

  @Test(
    "what a kind does not draw is said, with the place and a kind that does",
    arguments: [
      ("plot gram kind=line", "gram", "kind=heatmap"),
      ("plot gram kind=bars", "gram", "kind=heatmap"),
      ("plot gram kind=points", "gram", "kind=heatmap"),
      ("plot phase kind=points color=mu", "mu", "kind=heatmap"),
      ("plot loss kind=heatmap", "loss", "kind=line"),
      ("plot [1, 2] kind=heatmap", "[1, 2]", "kind=line"),
      ("plot phase kind=line color=mu", "mu", "kind=heatmap"),
      ("plot phase kind=heatmap by=mu", "mu", "kind=line"),
      ("plot phase kind=histogram x=mu", "mu", "kind=line"),
      ("plot loss kind=histogram x=time", "time", "kind=line"),
      ("plot loss kind=lines", "lines", "kind=line"),
    ])
  func refusals(code: String, place: String, suggestion: String) throws {
    var recorder = Self.recorder()
    let found = recorder.run(code)
    let diagnostic = try #require(found)
    #expect(diagnostic.kind == .invalidArgument && diagnostic.suggestion == suggestion)
    #expect(
      diagnostic.range.map { String(Array(code)[$0]) }?.hasSuffix(place) == true, "\(diagnostic)")
    #expect(diagnostic.expected?.isEmpty == false)
  }
}
