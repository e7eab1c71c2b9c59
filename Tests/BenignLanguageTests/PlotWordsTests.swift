// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCharts
@testable import BenignLanguage

/// What pictures call things, and the scales that are natural to them.
struct PlotWordsTests {
  @Test(
    "axes speak of letters and words",
    arguments: [
      ("plot train_error, misalignment", "t", "train error, misalignment"),
      ("plot bands", "‖μ‖", "test error"),
      ("plot phase x=rho y=-log10(test_error)", "ρ", "−log10(test error)"),
      ("plot phase x=mu^2 y=[test_error, limit_error] by=n", "‖μ‖²", "test error, limit error"),
      ("plot phase x=2*mu y=-test_error*n/p by=n", "2 · ‖μ‖", "−test error · n / p"),
      ("plot phase y=n x=mu color=limit_error", "‖μ‖", "n"),
      ("plot [1, 2, 4, 8, 9]", "index", "[1, 2, …, 9]"), ("plot [1, 2]", "index", "[1, 2]"),
      ("plot phase x=[n, mu] y=limit_error by=p", "n, ‖μ‖", "limit error"),
      ("plot neuron_norm", "neuron", "neuron norm"),
      ("my_list = [3, 1]\nplot my_list", "index", "my_list"),
      ("plot bands.test_error x=bands.mu kind=points", "bands: ‖μ‖", "bands: test error"),
    ])
  func axes(code: String, x: String, y: String) throws {
    let figure = try PlotKindTests.figure(code)
    #expect(figure.x.label == x && figure.y.label == y)
  }

  @Test("no picture of the language says value, or the name of a key")
  func legends() throws {
    for code in [
      "plot margin", "plot bands", "plot phase color=test_error", "plot phase x=mu by=n",
    ] {
      let text = try PlotKindTests.figure(code).alternativeText
      for word in ["value", "_", "mu ", "gamma", "rho"] {
        #expect(!text.contains(word), "\(code): \(text)")
      }
    }
  }

  @Test("errors, losses and misalignment have a logarithmic axis in every picture")
  func natural() throws {
    for code in [
      "plot loss xscale=linear", "plot train_error", "plot misalignment, margin",
      "plot single", "plot tails kind=bars by=mu",
    ] {
      #expect(FigurePlan(try PlotKindTests.figure(code)).y.scale.mapping == .log, "\(code)")
    }
    let histogram = FigurePlan(try PlotKindTests.figure("plot single kind=histogram"))
    #expect(histogram.x.scale.mapping == .log)
    let map = try PlotKindTests.layers(HeatMap.self, "plot bands kind=heatmap").first
    #expect(map?.color.nature.isLogarithmic == true)
    #expect(
      FigurePlan(try PlotKindTests.figure("plot train_error yscale=linear")).y.scale.low == 0)
    #expect(
      FigurePlan(try PlotKindTests.figure("plot loss ylim=[0, 9]")).y.scale.mapping == .linear)
  }
}
