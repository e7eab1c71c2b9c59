// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BenignCharts

@Suite("Curves that diverge")
struct DivergenceTests {
  private static let wild = NumberSeries(
    name: "wild", x: [1, 2, 3, 4], y: [50, 1e40, 1e200, 1e300], diverges: true)
  private static let tame = NumberSeries(name: "tame", x: [1, 2, 3, 4], y: [50, 10, 1, 0.1])

  private static func plan(_ series: [NumberSeries], limits: ClosedRange<Double>? = nil)
    -> FigurePlan
  {
    FigurePlan(
      Figure(
        title: "", x: Axis("x"), y: Axis("y", scale: .log, limits: limits),
        layers: series.map(Layer.line)))
  }

  @Test("the axis follows the curves that do not diverge, and says whose end is cut off")
  func axis() throws {
    let plan = Self.plan([Self.wild, Self.tame])
    #expect(plan.y.scale.high < 100 && plan.y.scale.low > 0.01)
    #expect(plan.notes == ["wild leaves the axis, which follows the rest."])
    let runs = plan.marks.compactMap { ($0.mark as? LineMark)?.runs }
    let end = try #require(runs[0].first?.last)
    #expect((end.y / plan.y.scale.high - 1).magnitude < 1e-9 && end.x < 1.1)
    let dots = plan.marks.compactMap { ($0.mark as? DotsMark)?.points.count }
    #expect(dots == [1, 4])
    #expect(plan.texts.contains { $0.text == "wild" })
  }

  @Test("alone it is seen from its beginning as far as three decades above")
  func alone() {
    let plan = Self.plan([Self.wild])
    #expect((50_000...1e6).contains(plan.y.scale.high))
    #expect(plan.notes == ["wild leaves the axis, which shows its beginning."])
  }

  @Test("what squeezes nothing, and what limits show, is not cut")
  func whole() {
    let mild = NumberSeries(name: "mild", x: [1, 2], y: [50, 5000], diverges: true)
    let plan = Self.plan([mild, Self.tame])
    #expect(plan.y.scale.high > 5000 && plan.notes.isEmpty)
    let limited = Self.plan([Self.wild, Self.tame], limits: 1e-2...1e300)
    #expect(!limited.notes.contains { $0.contains("leaves") })
  }
}
