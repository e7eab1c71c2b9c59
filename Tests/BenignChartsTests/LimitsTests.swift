// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BenignCharts

/// What lies outside the limits of axes and colours.
@Suite("Limits")
struct LimitsTests {
  private static let steps = NumberSeries(name: "a", x: [0, 1, 2, 3, 4], y: [0, 10, 20, 30, 40])

  private static func plan(
    _ layers: [Layer], x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil,
    scale: Scale = .linear
  ) -> FigurePlan {
    FigurePlan(
      Figure(
        title: "", x: Axis("x", scale: .linear, limits: x),
        y: Axis("y", scale: scale, limits: y), layers: layers))
  }

  private static func marks<M: Mark>(_ type: M.Type, of plan: FigurePlan) -> [M] {
    plan.marks.compactMap { $0.mark as? M }
  }

  @Test("a line is cut where it leaves, and its dots and values outside are counted")
  func line() {
    let plan = Self.plan([.line(Self.steps)], x: 0.5...3.5, y: 5...25)
    #expect((plan.x.scale.low, plan.x.scale.high) == (0.5, 3.5))
    #expect((plan.y.scale.low, plan.y.scale.high) == (5, 25))
    #expect(
      Self.marks(LineMark.self, of: plan).map(\.runs) == [
        [[Point(x: 0.5, y: 5), Point(x: 1, y: 10), Point(x: 2, y: 20), Point(x: 2.5, y: 25)]]
      ])
    #expect(Self.marks(DotsMark.self, of: plan).map { $0.points.map(\.x) } == [[1, 2]])
    #expect(plan.notes == ["3 values lie outside the limits of the axes."])
  }

  @Test("the other axis covers what is seen, and lines that cross between two values are seen")
  func otherAxis() {
    let plan = Self.plan([.line(Self.steps)], x: 1.25...1.75)
    #expect(Self.marks(LineMark.self, of: plan).first?.runs.first?.map(\.y) == [12.5, 17.5])
    #expect(plan.y.scale.low > 12 && plan.y.scale.high < 18)
    #expect(plan.notes == ["5 values lie outside the limits of the axes."])
  }

  @Test("on a logarithmic axis a line is cut where it is drawn")
  func logarithmic() {
    let series = NumberSeries(name: "a", x: [0, 2], y: [1, 100])
    let plan = Self.plan([.line(series)], x: 0...1, scale: .log)
    let end = Self.marks(LineMark.self, of: plan).first?.runs.first?.last
    #expect(end?.x == 1)
    #expect(end.map { ($0.y - 10).magnitude < 1e-9 } == true)
  }

  @Test("thinning keeps what is seen")
  func thinned() {
    let x = (0..<100_000).map(Double.init)
    let plan = Self.plan([.line(NumberSeries(name: "a", x: x, y: x))], x: 500...1000)
    #expect(Self.marks(LineMark.self, of: plan).first?.runs.first?.count == 501)
  }

  @Test("a band is cut where each of its edges leaves")
  func band() {
    let series = NumberSeries(
      name: "a", x: [0, 4], y: [2, 2], band: .init(low: [0, 0], high: [0, 4]))
    let plan = Self.plan([.line(series)], x: 0...3, y: 1...2)
    let places = Self.marks(BandMark.self, of: plan).flatMap { $0.runs.joined() }
    #expect(places.allSatisfy { 0...3 ~= $0.x && 1...2 ~= $0.low && 1...2 ~= $0.high })
    #expect(places.contains { $0.x == 1 && $0.high == 1 })
    #expect(places.contains { $0.x == 2 && $0.high == 2 })
  }

  @Test("dots, whiskers, stems and bars end at the limits")
  func others() {
    let series = NumberSeries(
      name: "a", x: [0, 1, 2], y: [1, 5, 3], band: .init(low: [0, 4, 2], high: [2, 6, 4]))
    let dots = Self.plan([.points(series)], y: 2.5...5.5)
    #expect(Self.marks(DotsMark.self, of: dots).map { $0.points.map(\.x) } == [[1, 2]])
    #expect(
      Self.marks(WhiskersMark.self, of: dots).map { $0.places.map(\.high) } == [[5.5, 4]])
    let bars = Self.marks(BarsMark.self, of: Self.plan([.bars([series])], x: 0.5...5, y: 0...4))
    #expect(bars.map { $0.bars.map(\.top) } == [[4, 3]] && bars.first?.bars[0].value == 5)
    let stems = Self.plan(
      [.stems(VectorSeries(name: "a", values: [1, -5, 3]))], x: 0...1.5, y: -2...2)
    #expect(
      Self.marks(StemsMark.self, of: stems).map(\.points) == [
        [Point(x: 0, y: 1), Point(x: 1, y: -2)]
      ])
    #expect(Self.marks(DotsMark.self, of: stems).map { $0.points.map(\.x) } == [[0]])
    #expect(stems.notes == ["2 values lie outside the limits of the axes."])
  }

  @Test("a histogram counts what is seen, and says which bars are cut")
  func histogram() {
    let values = (0..<100).map { Double($0 % 10) } + [50]
    let plan = Self.plan([.histogram(Histogram(name: "", values: values))], x: 0...9.5, y: 0...15)
    #expect(
      plan.notes[0] == "1 value lies outside the limits of the axes.", "\(plan.notes)")
    #expect(Self.marks(BarsMark.self, of: plan).allSatisfy { $0.bars.allSatisfy { $0.top <= 15 } })
  }

  @Test("cells outside are counted, those at an edge cut, and colours beyond the ends told")
  func cells() throws {
    let plan = FigurePlan(Examples.colors)
    let grid = try #require(Self.marks(CellsMark.self, of: plan).first)
    #expect(grid.columns.map(\.center) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect((grid.columns[0].low, grid.columns[7].high) == (1.2, 8))
    #expect(grid.rows.count == 6)
    #expect(
      plan.notes == [
        "48 values lie outside the limits of the axes.",
        "21 cells lie beyond the colours, in that of the nearer end.",
      ])
    let colors = grid.scale
    #expect((colors.scale.low, colors.scale.high) == (-3, 1))
    let whole = ColorMap(
      ColorScale("", palette: .diverging(center: 0), limits: -3...3), values: [])
    #expect(
      colors.color(of: -3) == whole.color(of: -3) && colors.color(of: 0) == whole.color(of: 0))
  }

  @Test("limits change neither the order of the names beside the lines nor their colours")
  func order() {
    let series = [
      NumberSeries(name: "falls", x: [1, 2, 3], y: [3, 2, 1]),
      NumberSeries(name: "rises", x: [1, 2, 3], y: [1, 2.1, 3]),
      NumberSeries(name: "elsewhere", x: [1, 1.1], y: [9, 9]),
    ]
    let names = { (plan: FigurePlan) in
      plan.texts.filter { text in series.contains { $0.name == text.text } }
        .sorted { $0.y < $1.y }.map(\.text)
    }
    let colors = { (plan: FigurePlan) in
      plan.samples.compactMap { ($0.sample as? LineSample)?.style.color }
    }
    let whole = Self.plan(series.map(Layer.line))
    #expect(names(whole) == ["elsewhere", "rises", "falls"])
    for (x, y) in [(1...1.5, nil), (1.8...2.9, nil), (1...3, 1.9...2.2)]
      as [(ClosedRange<Double>, ClosedRange<Double>?)]
    {
      let part = Self.plan(series.map(Layer.line), x: x, y: y)
      #expect(names(part) == names(whole), "\(x)")
      #expect(colors(part) == colors(whole), "\(x)")
    }
  }

  @Test("limits of which one is not positive are those of a linear axis")
  func automatic() {
    let x = [1, 10, 100, 1000.0]
    let scale = { (limits: ClosedRange<Double>?) in
      Scene(
        Figure(
          title: "", x: Axis("x", limits: limits), y: Axis("y"),
          layers: [.line(NumberSeries(name: "a", x: x, y: x))])
      ).x.mapping
    }
    #expect(scale(nil) == .log && scale(2...500) == .log && scale(0...500) == .linear)
  }
}
