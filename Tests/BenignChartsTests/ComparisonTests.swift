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

  @Test("curves that differ by 4 % lie apart, also where the axis spans eight decades")
  func apart() {
    let figure = Figure(
      title: "", x: Axis("x"), y: Axis("y", scale: .log),
      layers: [
        Self.line("a", [0.5, 1e-8, 0.110]), Self.line("b", [0.5, 1e-8, 0.114]),
      ])
    #expect(!FigurePlan(figure).notes.contains { $0.contains("coincide") })
  }

  /// Places along curves of a condition, one for each series.
  private static func places(_ values: [Double]) -> [Layer] {
    values.enumerated().map { series, value in
      .reference(
        ReferenceLine(
          .vertical, at: value, label: "\(series): ρ = 1 at x",
          membership: .init(kind: "ρ = 1", series: series)))
    }
  }

  @Test("a boundary has the colour of its curve and its value above it, and its kind is named once")
  func members() {
    let lines = [Self.line("a", [1, 2, 3]), Self.line("b", [3, 2, 1])]
    let plan = FigurePlan(figure(lines + Self.places([0.4, 0.6])))
    let uprights = plan.marks.compactMap { ($0.mark as? ReferenceMark)?.style }
    let series = plan.marks.compactMap { ($0.mark as? LineMark)?.style }
    #expect(uprights.map(\.color) == series.map(\.color))
    #expect(Set(uprights.map(\.dash)).count == 1)
    let texts = plan.texts.map(\.text)
    #expect(texts.contains("0.4") && texts.contains("0.6") && texts.contains("ρ = 1"))
    #expect(!texts.contains { $0.contains("ρ = 1 at x") })
    #expect(figure(lines + Self.places([0.4])).alternativeText.contains("0: ρ = 1 at x = 0.4"))
  }

  @Test("what curves are compared with, boundaries and curves all have dashes of their own")
  func dashes() {
    let compared = (0..<3).map { number in
      Layer.comparison(
        NumberSeries(name: "\(number)", x: [0, 2], y: [1, 2]), withSeries: 2, number: number,
        isNamed: true)
    }
    let lines = (0..<3).map { Self.line("\($0)", [Double($0), 2]) }
    let plan = FigurePlan(figure(lines + compared + Self.places([0.5])))
    let boundaries = plan.marks.compactMap { ($0.mark as? ReferenceMark)?.style.dash }
    let curves = plan.marks.compactMap { ($0.mark as? LineMark)?.style.dash }
    let comparisons = plan.marks.compactMap { ($0.mark as? CurveMark)?.strokes.first?.dash }
    #expect(curves == [[], [], []] && comparisons.count == 3)
    #expect(Set(boundaries + comparisons).count == 4)
  }

  @Test("each bar has a stroke at what it is compared with, as wide as the bar")
  func bars() throws {
    let series = ["a", "b"].map { NumberSeries(name: $0, x: [1, 2], y: [3, 4]) }
    let compared = series.indices.map { index in
      Layer.comparison(
        NumberSeries(name: "prediction", x: [1, 2], y: [2, Double(index)]), across: index,
        of: series, isNamed: index == 0)
    }
    let plan = FigurePlan(figure([.bars(series)] + compared))
    let bars = plan.marks.compactMap { $0.mark as? BarsMark }
    let strokes = plan.marks.compactMap { ($0.mark as? CurveMark)?.runs }
    #expect(strokes.count == 2)
    for (bars, runs) in zip(bars, strokes) {
      #expect(runs.map { $0.map(\.x) } == bars.bars.map { [$0.left, $0.right] })
    }
    #expect(strokes[1].map { $0.map(\.y) } == [[2, 2], [1, 1]])
    #expect(plan.texts.count { $0.text == "prediction" } == 1)
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
