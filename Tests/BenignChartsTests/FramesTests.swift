// SPDX-License-Identifier: Apache-2.0

import Glibc
import JupyterProtocol
import Testing

@testable import BenignCharts

@Suite("Figures behind a slider")
struct FramesTests {
  private static let places = (0..<200).map { pow(10, Double($0) / 40) }

  private static func values(_ frame: Int) -> [Double] {
    places.map { 0.123456 * Double(frame + 1) / (1 + $0) + 1e-3 }
  }

  private static func figure(frames: Int) -> Figure {
    let figures = (0..<frames).map { frame in
      Figure(
        title: "error against ‖μ‖", subtitle: "n = \(frame)", x: Axis("‖μ‖"), y: Axis("error"),
        layers: [.line(NumberSeries(name: "error", x: places, y: values(frame)))])
    }
    return .sliding(figures, name: "n", labels: (0..<frames).map { "n = \($0)" })
  }

  @Test("sixty curves of two hundred points take at most 100 KB, and each is found again")
  func curves() throws {
    let text = Self.figure(frames: 60).vegaLite()
    #expect(text.utf8.count <= 100_000)
    let spec = try JSONValue(parsing: text)
    let parameters = spec["params"]?.elements ?? []
    #expect(parameters[0]["name"] == "frame" && parameters[0]["value"] == 30)
    #expect(parameters[0]["bind"]?["max"] == 59)
    let layers = (spec["layer"]?.elements ?? []).filter {
      $0["mark"]?["type"] == "line" && $0["transform"] != nil
    }
    try #require(layers.count == 1)
    let transforms = layers[0]["transform"]?.elements ?? []
    #expect(transforms[0]["filter"] == "datum.frame === frame")
    #expect(transforms[1]["flatten"] == ["y"])
    #expect(transforms[3] == ["calculate": "list0[datum.row - 1]", "as": "x"])
    #expect(numbers(parameters[1]["value"]) == Self.places)
    let rows = layers[0]["data"]?["values"]?.elements ?? []
    #expect(rows.count == 60)
    for (frame, row) in rows.enumerated() {
      #expect(row["frame"] == .integer(Int64(frame)))
      for (found, value) in zip(numbers(row["y"]), Self.values(frame)) {
        #expect(abs(found - value) <= 5e-3 * value)
      }
    }
  }

  @Test("what all frames have stands once, and titles go with their frame")
  func texts() throws {
    let spec = try JSONValue(parsing: Self.figure(frames: 3).vegaLite())
    let texts = spec.strings(under: "text")
    #expect(texts.count { $0 == "error against ‖μ‖" } == 1)
    #expect(["n = 0", "n = 1", "n = 2"].allSatisfy { text in texts.count { $0 == text } == 1 })
    let titles = (spec["layer"]?.elements ?? []).filter { layer in
      layer.strings(under: "text").contains("n = 1")
    }
    #expect(titles.count == 1 && titles[0]["transform"]?.elements.count == 1)
  }

  @Test("the SVG shows the middle one, on the axes of all, and says so")
  func middle() throws {
    let figure = Self.figure(frames: 3)
    let svg = try #require(ParsedXML(figure.svg()))
    let texts = svg.texts(of: "text")
    #expect(texts.contains("n = 1"))
    #expect(texts.contains { $0.hasPrefix("n = 1, the middle one of 3: ") })
    let alone = try #require(figure.frames).figures[1]
    let axes = try #require(figure.frames).axes
    #expect(FigurePlan(alone).y.scale.high < axes.y.high)
  }

  private func numbers(_ list: JSONValue?) -> [Double] {
    (list?.elements ?? []).map { value in
      switch value {
      case .integer(let whole): Double(whole)
      case .number(let number): number
      case _: .nan
      }
    }
  }
}
