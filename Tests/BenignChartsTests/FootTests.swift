// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BenignCharts

@Suite("Natural scales, and zeros on logarithmic ones")
struct FootTests {
  private static let errors = Nature(isLogarithmic: true, bounds: 0...1)

  private func figure(_ layer: Layer, nature: Nature = errors, x: Nature = Nature()) -> Figure {
    Figure(title: "", x: Axis("x", nature: x), y: Axis("y", nature: nature), layers: [layer])
  }

  private func line(_ values: [Double], nature: Nature = errors) -> Figure {
    figure(
      .line(NumberSeries(name: "y", x: values.indices.map { Double($0 + 1) }, y: values)),
      nature: nature)
  }

  @Test("a logarithmic nature is kept whatever the values span, but for negative ones")
  func natural() {
    #expect(FigurePlan(line([0.2, 0.3])).y.scale.mapping == .log)
    #expect(FigurePlan(line([0.2, 0.3], nature: Nature())).y.scale.mapping == .linear)
    #expect(FigurePlan(line([0, 0.3, 0, 0])).y.scale.mapping == .log)
    #expect(FigurePlan(line([-0.1, 0.3])).y.scale.mapping == .linear)
    let asked = Figure(
      title: "", x: Axis("x"), y: Axis("y", scale: .linear, nature: Self.errors),
      layers: line([0.2, 0.3]).layers)
    #expect(FigurePlan(asked).y.scale.mapping == .linear)
  }

  @Test("zeros stand at the foot, below all other values, and a label names them")
  func foot() throws {
    let plan = FigurePlan(line([0.3, 0.02, 0, 0.1, 0]))
    let zeros = try #require(plan.marks.compactMap { $0.mark as? ZerosMark }.first)
    #expect(zeros.points == [Point(x: 3, y: 0), Point(x: 5, y: 0)])
    for place in zeros.places {
      #expect(plan.place(place.x, place.y).y == plan.frame.height)
      #expect(plan.place(place.x, 0.02).y < plan.frame.height - 16)
    }
    #expect(plan.y.ticks.major.first?.label == "0")
    #expect(plan.y.ticks.major.dropFirst().allSatisfy { $0.value >= 0.01 })
    #expect(plan.notes.isEmpty)
    // They break the line, which leads to no number there.
    let lines = plan.marks.compactMap { $0.mark as? LineMark }
    #expect(lines.map { $0.runs.map(\.count) } == [[2]])
    #expect(FigurePlan(line([0.3, 0.06, 0])).y.ticks.major.map(\.label) == ["0", "0.1", "0.2"])
    #expect(line([0.3, 0]).alternativeText.contains("(logarithmic), and 0"))
  }

  @Test("where there is nothing but zeros no other number is marked")
  func nothingElse() {
    let plan = FigurePlan(line([0, 0, 0]))
    #expect(plan.y.ticks.major.map(\.label) == ["0"] && plan.y.ticks.minor.isEmpty)
  }

  @Test(
    "points, bars and stems have them, too",
    arguments: [
      Layer.points(NumberSeries(name: "y", x: [1, 2, 3], y: [0.1, 0, 1e-3])),
      .bars([NumberSeries(name: "y", x: [1, 2, 3], y: [0.1, 0, 1e-3])]),
      .stems(VectorSeries(name: "y", values: [0.1, 0, 1e-3])),
    ])
  func kinds(layer: Layer) {
    let plan = FigurePlan(figure(layer))
    #expect(plan.marks.compactMap { ($0.mark as? ZerosMark)?.points.count } == [1])
    #expect(plan.y.ticks.major.first?.label == "0" && plan.notes.isEmpty)
    #expect(plan.y.scale.mapping == .log)
  }

  @Test("a histogram counts them in a bar of their own")
  func histogram() throws {
    let values = [0, 0, 1e-4, 2e-4, 1e-3, 3e-2]
    let figure = figure(
      .histogram(Histogram(name: "", values: values)), nature: Nature(), x: Self.errors)
    let plan = FigurePlan(figure)
    let bars = try #require(plan.marks.compactMap { $0.mark as? BarsMark }.first).bars
    #expect(bars.map(\.value).reduce(0, +) == 6)
    let zero = try #require(bars.first)
    #expect(zero.value == 2 && zero.right < 1e-4)
    let foot = try #require(plan.x.scale.foot)
    #expect(zero.left < foot.place && foot.place < zero.right)
    #expect(plan.x.ticks.major.first == Ticks.Tick(value: foot.place, label: "0"))
    #expect(figure.alternativeText.contains("x from 10⁻⁴"))
  }

  @Test("limits that leave them out have them counted")
  func limits() {
    let figure = Figure(
      title: "", x: Axis("x"), y: Axis("y", nature: Self.errors, limits: 1e-3...1),
      layers: line([0.1, 0, 0.2]).layers)
    #expect(FigurePlan(figure).notes == ["1 value lies outside the limits of the axes."])
  }

  @Test("a cell of a heat map that is 0 has the colour of the lower end, and is counted")
  func cells() throws {
    let map = HeatMap(
      x: [1, 2], y: [1], values: [0, 0.1], color: ColorScale("e", nature: Self.errors))
    let plan = FigurePlan(
      Figure(title: "", x: Axis("x"), y: Axis("y"), layers: [.heatMap(map)]))
    let cells = try #require(plan.marks.compactMap { $0.mark as? CellsMark }.first)
    #expect(cells.scale.scale.mapping == .log && cells.cells.count == 2)
    #expect(cells.scale.color(of: 0) == cells.scale.stops.first)
    #expect(plan.notes == ["1 cell is 0, in the colour of the lower end."])
  }

  @Test("no margin of an axis of probabilities reaches below 0 or above 1")
  func bounds() {
    let share = Nature(bounds: 0...1)
    #expect(FigurePlan(line([0, 0.5], nature: share)).y.scale.low == 0)
    #expect(FigurePlan(line([0.5, 1], nature: share)).y.scale.high == 1)
    #expect(FigurePlan(line([0, 0.5], nature: Nature())).y.scale.low < 0)
    #expect(FigurePlan(line([1e-5, 1])).y.scale.high == 1)
    // What lies beyond is drawn all the same.
    #expect(FigurePlan(line([-0.5, 0.5], nature: share)).y.scale.low < -0.5)
  }
}
