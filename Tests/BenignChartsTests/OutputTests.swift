// SPDX-License-Identifier: Apache-2.0
import JupyterProtocol
import Testing

@testable import BenignCharts

@Suite("Outputs")
struct OutputTests {
  @Test(
    "both outputs of every kind of figure parse, and are the same every time",
    arguments: Examples.all.map(\.name))
  func parse(name: String) throws {
    let figure = try Self.figure(name)
    #expect(ParsedXML(figure.svg()) != nil)
    let spec = try JSONValue(parsing: figure.vegaLite())
    #expect(spec["$schema"]?.text == "https://vega.github.io/schema/vega-lite/v5.json")
    #expect(figure.svg() == figure.svg())
    #expect(figure.vegaLite() == figure.vegaLite())
  }

  @Test("the same words stand in both", arguments: Examples.all.map(\.name))
  func sameWords(name: String) throws {
    let figure = try Self.figure(name)
    let svg = try #require(ParsedXML(figure.svg())).texts(of: "text")
    let spec = try JSONValue(parsing: figure.vegaLite())
    let plan = FigurePlan(figure)
    let inData = spec.strings(under: "text")
    let labels = (plan.x.ticks.major + plan.y.ticks.major).map(\.label).filter { !$0.isEmpty }
    let titles = ["x", "y"].compactMap { spec["encoding"]?[$0]?["axis"]?["title"]?.text }
    #expect(svg.sorted() == (inData + labels + titles).sorted())
    for label in labels {
      let expressions = spec.strings(under: "labelExpr")
      #expect(expressions.contains { $0.contains("'\(label)'") }, "\(label) in \(expressions)")
    }
  }

  @Test("as many marks stand in both", arguments: Examples.all.map(\.name))
  func sameMarks(name: String) throws {
    let figure = try Self.figure(name)
    let spec = try JSONValue(parsing: figure.vegaLite())
    let layers = spec["layer"]?.elements ?? []
    let rows = layers.filter { $0["encoding"]?["x"] == nil }
      .map { $0["data"]?["values"]?.elements.count ?? 0 }
    let expected = FigurePlan(figure).marks.flatMap { Self.counts($0.mark) }
    #expect(rows.filter { $0 > 0 } == expected)
  }

  @Test("an SVG is an image with a title and a description")
  func accessibility() throws {
    let svg = try #require(ParsedXML(Examples.comparison.svg()))
    let root = try #require(svg.elements.first)
    #expect(root.attributes["role"] == "img")
    #expect(svg.elements[1].name == "title")
    #expect(svg.texts(of: "title") == ["Test error on the way to its limit"])
    #expect(svg.texts(of: "desc") == [Examples.comparison.alternativeText])
  }

  @Test("strings stay strings")
  func hostileStrings() throws {
    let svg = Examples.hostile.svg()
    let vega = Examples.hostile.vegaLite()
    #expect(!svg.contains("<script"))
    #expect(!vega.contains("<"), "no markup, even where a page embeds the specification")
    let spec = try JSONValue(parsing: vega)
    #expect(spec["data"] == nil)
    #expect(spec.strings(under: "text").contains("datum[\"x\"]"))
    #expect(spec.strings(under: "text").contains("</svg>"))
    // The only expressions are our own look-ups; tooltips' titles become expressions in Vega-Lite.
    for expression in spec.strings(under: "labelExpr") {
      #expect(!expression.contains("script") && !expression.contains("constructor"))
    }
    let fields =
      spec["layer"]?.elements.flatMap { $0["encoding"]?["tooltip"]?.elements ?? [] } ?? []
    #expect(!fields.isEmpty)
    for title in fields.compactMap({ $0["title"]?.text }) {
      #expect(["x", "y", "series"].contains(title))
    }
  }

  @Test("the alternative text is one line that names what is shown and what is not")
  func alternativeText() {
    let text = Examples.comparison.alternativeText
    #expect(!text.contains("\n"))
    #expect(
      text
        == "Test error on the way to its limit: line chart of test_error against t [steps]; weak, strong, "
        + "strong, flow, limit error = 1.2×10⁻⁴, mean field = 1.91×10⁻⁴, Bayes error = 9.87×10⁻¹⁰, "
        + "activated = 150; t [steps] from 1 to 1\u{202F}000\u{202F}000 (logarithmic), and 0; "
        + "test_error from 10⁻⁴ to 0.45 (logarithmic).")
    let given = Figure(
      title: "T", x: Axis("x"), y: Axis("y"), layers: [], alternativeText: "as\nI say")
    #expect(given.alternativeText == "as I say")
  }

  static func figure(_ name: String) throws -> Figure {
    try #require(Examples.all.first { $0.name == name }).figure
  }

  /// Rows that a mark has in the specification, a number a layer.
  private static func counts(_ mark: any Mark) -> [Int] {
    switch mark {
    case let line as LineMark: return [line.runs.joined().count].filter { $0 > 0 }
    case let curve as CurveMark:
      return curve.strokes.map { _ in curve.runs.joined().count }
    case let zeros as ZerosMark: return [zeros.points.count]
    case let band as BandMark: return [band.runs.joined().count].filter { $0 > 0 }
    case let dots as DotsMark: return [dots.points.count].filter { $0 > 0 }
    case let stems as StemsMark: return [stems.points.count].filter { $0 > 0 }
    case let whiskers as WhiskersMark: return [whiskers.places.count]
    case let bars as BarsMark: return [bars.bars.count].filter { $0 > 0 }
    case let grid as CellsMark: return [grid.cells.count].filter { $0 > 0 }
    case let hatching as HatchingMark: return [hatching.strokes.count]
    case is ReferenceMark: return [1]
    default:
      Issue.record("no count of \(mark)")
      return []
    }
  }

  @Test("cells overlap a little where a page is printed, and nothing else is drawn differently")
  func seams() {
    let (screen, page) = (Examples.phases.svg(), Examples.phases.svg(hidesSeams: true))
    let strokes = page.ranges(of: #" stroke-width="0.7""#).count
    #expect(strokes > 10 && screen.ranges(of: #" stroke-width="0.7""#).isEmpty)
    #expect(page.split(separator: "\n").count == screen.split(separator: "\n").count)
    #expect(Examples.trajectory.svg(hidesSeams: true) == Examples.trajectory.svg())
  }
}
