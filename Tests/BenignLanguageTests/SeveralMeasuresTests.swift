// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCharts
@testable import BenignLanguage

/// Several measures of a table in one picture.
struct SeveralMeasuresTests {
  private static func names(_ code: String) throws -> [String] {
    try PlotKindTests.layers(LineLayer.self, code).map(\.series.name)
  }

  @Test("each measure has a curve for each value of by, and the legend says which in words")
  func curves() throws {
    #expect(
      try Self.names("plot single y=[train_error, train_error]")
        == ["train error", "train error"])
    let code = "plot phase y=[test_error, limit_error] by=n"
    let names = try Self.names(code)
    #expect(names.count == 10 && names.first == "test error, n = 25")
    #expect(names.last == "limit error, n = 400")
    let alone = try PlotKindTests.layers(LineLayer.self, "plot phase y=limit_error by=n")
    let together = try PlotKindTests.layers(LineLayer.self, code)
    #expect(together.suffix(5).map(\.series.y) == alone.map(\.series.y))
    #expect(try PlotKindTests.figure(code).y.label == "test error, limit error")
  }

  @Test("a list of one measure is that measure")
  func single() throws {
    let lists = try PlotKindTests.layers(LineLayer.self, "plot phase y=[limit_error] by=n")
    #expect(lists == (try PlotKindTests.layers(LineLayer.self, "plot phase y=limit_error by=n")))
  }

  @Test("an empty list is refused where it stands")
  func empty() throws {
    var recorder = PlotKindTests.recorder()
    let refusal = recorder.run("plot phase y=[]")
    let diagnostic = try #require(refusal)
    #expect(diagnostic.kind == .invalidArgument && diagnostic.range == 13..<15)
    #expect(diagnostic.suggestion == "y=limit_error")
  }

  @Test("bars, points and histograms have them, too")
  func kinds() throws {
    let bars = try PlotKindTests.layers(
      BarLayer.self, "plot phase y=[test_error, limit_error] by=n kind=bars")
    #expect(bars.first?.series.count == 10)
    let histogram = try PlotKindTests.layers(
      Histogram.self, "plot phase y=[test_error, limit_error] kind=histogram")
    #expect(histogram.first?.grouping?.names == ["test error", "limit error"])
    #expect(histogram.first?.values.count == 60)
  }
}
