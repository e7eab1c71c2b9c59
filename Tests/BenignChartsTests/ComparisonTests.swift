// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BenignCharts

@Suite("Curves in the order of a number, beside what they are compared with")
struct ComparisonTests {
  private static func line(_ name: String, _ y: [Double]) -> Layer {
    .line(NumberSeries(name: name, x: y.indices.map(Double.init), y: y))
  }

  private func figure(_ layers: [Layer], order: Int? = nil) -> Figure {
    Figure(title: "", x: Axis("x"), y: Axis("y"), layers: layers, order: order)
  }

  @Test("each of twelve ordered curves has a colour of its own, and a second round other dashes")
  func order() {
    let layers = (0..<24).map { Self.line("\($0)", [Double($0), 1]) }
    let styles = FigurePlan(figure(layers, order: 12)).marks.compactMap {
      ($0.mark as? LineMark)?.style
    }
    #expect(Set(styles.prefix(12).map(\.color)).count == 12)
    #expect(styles.prefix(12).map(\.color) == styles.suffix(12).map(\.color))
    #expect(styles[0].dash.isEmpty && !styles[12].dash.isEmpty)
    #expect(Style.ordered(0, of: 1) == Style.ordered(0, of: 2))
  }

  @Test("a comparison has the colour of its curve, and the legend names it once")
  func comparison() {
    let compared = { (index: Int, isNamed: Bool) in
      Layer.comparison(
        NumberSeries(name: "prediction", x: [0, 1, 2], y: [1.2, .nan, 1]), withSeries: index,
        isNamed: isNamed)
    }
    let plan = FigurePlan(
      figure([
        Self.line("a", [1, 2, 3]), Self.line("b", [2, 1, 0]), compared(0, true), compared(1, false),
        .comparison(
          NumberSeries(name: "prediction", x: [0, 1, 2], y: [1, 2, 1]), withSeries: 1,
          isNamed: false),
      ]))
    let lines = plan.marks.compactMap { $0.mark as? LineMark }
    let curves = plan.marks.compactMap { $0.mark as? CurveMark }
    // One without two neighbouring points is no line.
    #expect(curves.map { $0.strokes.map(\.color) } == [[lines[1].style.color]])
    #expect(curves.allSatisfy { $0.strokes[0].lineWidth < lines[0].style.lineWidth })
  }

  @Test("what lies far off is cut off, so that the data keep a third of the axis")
  func distance() {
    let far = Layer.comparison(
      NumberSeries(name: "far", x: [0, 1, 2], y: [1, 2, 300]), withSeries: 0, isNamed: true)
    let figure = figure([Self.line("a", [1, 2, 3]), far])
    #expect(FigurePlan(figure).y.scale.high < 10)
    #expect(figure.alternativeText.contains("far"))
    #expect(!figure.svg().contains("nan"))
  }

  @Test("curves that nobody can tell apart are named")
  func coincidence() {
    let notes = FigurePlan(
      figure([
        Self.line("a", [1, 2, 3]), Self.line("b", [1, 2, 3.0001]), Self.line("c", [1, 2, 2.9]),
        Self.line("d", [1, 2, 3]), Self.line("e", [.nan, .nan, .nan]),
        Self.line("f", [.nan, .nan, .nan]), Self.line("g", [1, 2]),
      ])
    ).notes
    #expect(notes.last == "a, b and d coincide.")
    #expect(notes.count { $0.contains("coincide") } == 1)
  }

  @Test("boundaries differ in their dashes")
  func boundaries() {
    let boundary = { (number: Int) in
      Layer.boundary(Boundary(label: "\(number)", x: [0, 1], y: [0, 1], number: number))
    }
    let strokes = FigurePlan(figure([boundary(0), boundary(1)])).marks
      .compactMap { ($0.mark as? CurveMark)?.strokes }
    #expect(strokes.count == 2 && strokes[0] != strokes[1])
    #expect(strokes.joined().allSatisfy { $0.lineWidth < 3 })
  }

  @Test("tooltips tell symbols and words, and nothing that could end a string")
  func tooltips() {
    let axes = { (label: String) in
      Figure(title: "", x: Axis(label), y: Axis("test error"), layers: [Self.line("a", [1, 2, 3])])
        .vegaLite()
    }
    #expect(axes("‖μ‖").contains(#""title":"‖μ‖"}"#))
    for label in [#"a"b"#, #"a\b"#, "a\nb", "a`b", "a<b", "a'b", "a\u{202E}b"] {
      #expect(axes(label).contains(#"{"field":"x","type":"quantitative","title":"x"}"#), "\(label)")
    }
  }
}
