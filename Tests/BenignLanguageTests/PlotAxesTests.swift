// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCharts
@testable import BenignLanguage

/// What a plot statement says of its axes and colours.
struct PlotAxesTests {
  @Test("limits and labels are those of the axes, of every kind")
  func axes() throws {
    for code in [
      "plot loss", "plot margins", "plot scores", "plot gram", "plot bands", "plot phase",
    ] {
      let figure = try PlotKindTests.figure(
        code + #" xlim=[1, 20] ylim=[0.5, 3] xlabel="a" ylabel="b""#)
      #expect(figure.x.limits == 1...20 && figure.y.limits == 0.5...3, "\(code)")
      #expect(figure.x.title == "a" && figure.y.title == "b", "\(code)")
    }
    let zero = try PlotKindTests.figure("plot loss xlim=[0, 100]")
    #expect(zero.x.scale == .linear && zero.x.title == "t [steps]")
  }

  @Test("width and height are those of the picture, in whole pixels from 100 to 4,000")
  func size() throws {
    let figure = try PlotKindTests.figure("plot loss width=320 height=4000")
    #expect(figure.size == Figure.Size(width: 320, height: 4_000))
    #expect(try PlotKindTests.figure("plot phase").size == Figure.Size())
    var recorder = PlotKindTests.recorder()
    for value in ["99", "4001", "320.5"] {
      #expect(recorder.run("plot loss width=\(value)")?.kind == .invalidArgument)
    }
  }

  @Test("cscale and clim are those of the colours")
  func colors() throws {
    let map = { (code: String) in
      try #require(try PlotKindTests.layers(HeatMap.self, code).first).color
    }
    #expect(try map("plot phase kind=heatmap cscale=linear").scale == .linear)
    #expect(try map("plot phase kind=heatmap clim=[0, 0.4]").limits == 0...0.4)
    #expect(try map("plot gram").palette == .diverging(center: 0))
    let log = try map("plot gram cscale=log clim=[1, 100]")
    #expect(log.scale == .log && log.palette == .sequential)
  }

  @Test(
    "a wrong pair is refused where it stands, with what would be right",
    arguments: [
      ("plot loss xlim=[3, 1]", "[3, 1]", "xlim=[1, 3]"),
      ("plot loss xlim=[1, 1]", "[1, 1]", nil),
      ("plot loss ylim=[1, inf]", "[1, inf]", nil),
      ("plot loss ylim=[1, nan]", "[1, nan]", nil),
      ("plot loss ylim=[0, 1, 2]", "[0, 1, 2]", "ylim=[0, 2]"),
      ("plot loss ylim=3", "3", nil),
      ("plot loss yscale=log ylim=[0, 1]", "[0, 1]", "yscale=linear"),
      ("plot gram cscale=log clim=[-1, 1]", "[-1, 1]", "cscale=linear"),
      ("plot loss clim=[0, 1]", "[0, 1]", "kind=heatmap"),
      ("plot loss cscale=log", "log", "kind=heatmap"),
      ("plot tails xlim=[0, 1] x=kind by=mu", "[0, 1]", nil),
    ])
  func refused(code: String, place: String, suggestion: String?) throws {
    var recorder = PlotKindTests.recorder()
    let refusal = recorder.run(code)
    let diagnostic = try #require(refusal)
    #expect(diagnostic.kind == .invalidArgument)
    let range = try #require(diagnostic.range)
    #expect(String(String.UnicodeScalarView(Array(code.unicodeScalars)[range])) == place)
    #expect(diagnostic.suggestion == suggestion)
  }
}
