// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import BenignCharts

@Suite("Layout")
struct LayoutTests {
  @Test("every mark lies inside the frame", arguments: Examples.all.map(\.name))
  func marksInside(name: String) throws {
    let plan = try FigurePlan(OutputTests.figure(name))
    for point in Self.points(of: plan) { Self.expectInside(point, plan, name) }
  }

  @Test("points of any magnitude lie inside the frame", arguments: 0..<300)
  func anyPoints(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let scales: [Scale] = [.auto, .linear, .log]
    let count = 1 + Int(rng.next() % 40)
    let special: [Double] = [0, .nan, .infinity, -.infinity, Double.leastNonzeroMagnitude, 1.7e308]
    let values = { (rng: inout SplitMix64) in
      (0..<count).map { _ in
        rng.next() % 10 == 0 ? special[Int(rng.next() % 6)] : rng.anyMagnitude()
      }
    }
    let (x, y) = (values(&rng), values(&rng))
    let figure = Figure(
      title: "", x: Axis("x", scale: scales[Int(seed % 3)]),
      y: Axis("y", scale: scales[Int(seed / 3 % 3)]),
      layers: [
        .line(NumberSeries(name: "a", x: x, y: y)),
        .reference(ReferenceLine(.horizontal, at: rng.anyMagnitude(), label: "r")),
      ])
    let plan = FigurePlan(figure)
    for point in Self.points(of: plan) { Self.expectInside(point, plan, "seed \(seed)") }
    #expect(figure.svg().contains("</svg>"))
    #expect(!figure.svg().contains("nan") && !figure.vegaLite().contains("nan"), "seed \(seed)")
  }

  @Test("what cannot be drawn is counted")
  func counted() {
    let notes = FigurePlan(Examples.gaps).notes
    #expect(
      notes == [
        "1 value left out: negative, on a logarithmic axis.",
        "1 point has no value.", "1 value left out: not finite, or beyond 10³⁰⁰.",
        "Bayes error: no value.",
      ])
    #expect(FigurePlan(Examples.empty).notes == ["No values to draw."])
    #expect(FigurePlan(Examples.kinds).notes == ["1 empty cell: no value, or none on this scale."])
  }

  @Test("a line is broken where a point is missing, and a lone point is a dot")
  func broken() throws {
    let marks = FigurePlan(Examples.gaps).marks.map(\.mark)
    let runs = marks.compactMap { mark in
      (mark as? LineMark).map { $0.runs.map(\.count) }
    }
    #expect(runs == [[19, 15, 19]])
    let dots = marks.compactMap { mark in
      (mark as? DotsMark).map { $0.points.map(\.x) }
    }
    #expect(dots == [[23]])
  }

  @Test("thinning keeps the ends and every extreme, in order, within the limit", arguments: 0..<50)
  func thinning(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let count = 100 + Int(rng.next() % 20_000)
    let values = (0..<count).map { _ in rng.uniform(-1...1) }
    let kept = Thinning.indices(of: Array(0..<count), keys: [values], most: 2_000)
    #expect(kept.count <= 2_000)
    #expect(count > 2_000 || kept.count == count)
    #expect(zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
    #expect(kept.first == 0 && kept.last == count - 1)
    #expect(
      kept.map { values[$0] }.max() == values.max() && kept.map { values[$0] }.min() == values.min()
    )
  }

  @Test("a thinned figure says so")
  func thinnedFigure() {
    let count = 50_000
    let x = (1...count).map(Double.init)
    let figure = Figure(
      title: "", x: Axis("t"), y: Axis("y"),
      layers: [.line(NumberSeries(name: "y", x: x, y: x.map { $0 == 777 ? 9 : 1 + 1 / $0 }))])
    let plan = FigurePlan(figure)
    #expect(Self.points(of: plan).count <= Figure.mostPoints)
    #expect(Self.points(of: plan).contains { $0 == Point(x: 777, y: 9) })
    #expect(plan.notes.contains { $0.hasPrefix("Thinned from 50\u{202F}000 to ") })
  }

  @Test("a large matrix is pooled, and its extremes stay")
  func pooled() {
    let n = 300
    var storage = [Double](repeating: 0.1, count: n * n)
    storage[17 + 200 * n] = -5
    storage[250 + 3 * n] = 7
    let figure = Figure(
      title: "", x: Axis("i"), y: Axis("k", isReversed: true),
      layers: [
        .heatMap(
          HeatMap(rows: n, columns: n, storage: storage, color: ColorScale("v", scale: .linear)))
      ])
    let plan = FigurePlan(figure)
    guard let grid = plan.marks.first?.mark as? CellsMark else {
      Issue.record("no cells")
      return
    }
    #expect(grid.cells.count == 100 * 100)
    let values = grid.cells.map(\.value)
    #expect(values.min() == -5 && values.max() == 7)
    #expect(plan.notes == ["Each cell is the entry of largest deviation among 3 × 3."])
  }

  @Test("names beside the lines keep their order and distance inside the frame", arguments: 0..<100)
  func spread(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let count = Int(rng.next() % 20)
    let wishes = (0..<count).map { _ in rng.uniform(0...300) }.sorted()
    let places = Legend.spread(wishes, distance: 15, within: 300)
    #expect(places.count == count)
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 15 - 1e-9 }, "seed \(seed)")
    #expect(places.allSatisfy { -1e-9...300 + 1e-9 ~= $0 }, "seed \(seed): \(places)")
    if zip(wishes, wishes.dropFirst()).allSatisfy({ $1 - $0 >= 15 }) {
      #expect(zip(places, wishes).allSatisfy { ($0 - $1).magnitude < 1e-9 }, "seed \(seed)")
    }
  }

  @Test("bins count every value once, and 0 is an edge", arguments: 0..<100)
  func bins(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let scale = Examples.power(rng.uniform(-8...8))
    let values = (0..<Int(1 + rng.next() % 300)).map { _ in scale * rng.uniform(-1...1) }
    let edges = Bins.edges(for: [values], bins: nil, on: .linear)
    #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
    #expect(Bins.counts(of: values, in: edges).reduce(0, +) == values.count, "seed \(seed)")
    #expect(edges.count <= 130, "seed \(seed): \(edges.count)")
    if let low = values.min(), let high = values.max() {
      #expect(edges[0] <= low && high <= edges[edges.count - 1], "seed \(seed)")
      if low < 0, high > 0 { #expect(edges.contains(0), "seed \(seed): \(edges)") }
    }
  }

  @Test("a value on an edge counts to the right of it")
  func edgeValues() {
    let edges = Bins.edges(for: [[0, 0.1, 0.2, 0.3, 0.4, 0.5]], bins: nil, on: .linear)
    let counts = Bins.counts(of: [0.3], in: edges)
    let bin = counts.firstIndex(of: 1)
    #expect(bin.map { edges[$0] } == 0.3)
  }

  @Test("stems lead to zero only where that does not hide how values differ")
  func stems() {
    let marks = { (values: [Double]) in
      FigurePlan(
        Figure(
          title: "", x: Axis("i"), y: Axis("v"),
          layers: [.stems(VectorSeries(name: "v", values: values))])
      ).marks
    }
    #expect(marks([0.2, 1, 0.5]).count == 2)
    #expect(marks([11.1, 11.2, 11.3]).count == 1)
  }

  @Test("a dominant diagonal leaves the colours to the other entries, and the figure says so")
  func diagonal() {
    let n = 10
    let storage = (0..<n * n).map { $0 % (n + 1) == 0 ? 1e4 : Double($0 % 7) - 3 }
    let figure = Figure(
      title: "", x: Axis("i"), y: Axis("k", isReversed: true),
      layers: [
        .heatMap(
          HeatMap(
            rows: n, columns: n, storage: storage,
            color: ColorScale("gram", palette: .diverging(center: 0))))
      ])
    let plan = FigurePlan(figure)
    #expect(plan.colorBar?.colors.scale.high == 3)
    #expect(plan.notes == ["The diagonal lies beyond the colours, which span the other entries."])
  }

  @Test(
    "remarks stand at the foot, and a reference that is called by its number once in the legend")
  func remarks() {
    let figure = Figure(
      title: "", x: Axis("x"), y: Axis("y"),
      layers: [
        .line(NumberSeries(name: "a", x: [1, 2], y: [0, 1])),
        .reference(ReferenceLine(.horizontal, at: 0.5, label: "0.5")),
      ], remarks: ["a: what\nit is."])
    let texts = FigurePlan(figure).texts
    #expect(texts.filter { $0.role == .note }.map(\.text) == ["a: what it is."])
    #expect(texts.filter { $0.role == .label }.map(\.text) == ["a", "0.5"])
  }

  @Test("a reference that would squeeze the data is named at the edge")
  func farReference() {
    let figure = { (value: Double) in
      Figure(
        title: "", x: Axis("t"), y: Axis("y", scale: .log),
        layers: [
          .line(NumberSeries(name: "a", x: [0, 1, 2], y: [1, 0.1, 0.01])),
          .reference(ReferenceLine(.horizontal, at: value, label: "Bayes error")),
        ])
    }
    #expect(Scene(figure(1e-198)).outside.map(\.text) == ["↓ Bayes error = 10⁻¹⁹⁸"])
    #expect(Scene(figure(0)).outside.map(\.text) == ["↓ Bayes error = 0"])
    #expect(Scene(figure(1e-5)).outside.isEmpty)
    #expect(Scene(figure(1e-5)).y.contains(1e-5))
  }

  static func points(of plan: FigurePlan) -> [Point] {
    plan.marks.flatMap { corners(of: $0.mark, on: plan) }
  }

  private static func corners(of mark: any Mark, on plan: FigurePlan) -> [Point] {
    switch mark {
    // A boundary is cut off at the frame.
    case is CurveMark: return []
    case let line as LineMark: return line.runs.flatMap(\.self)
    case let band as BandMark:
      return band.runs.joined().flatMap { [Point(x: $0.x, y: $0.low), Point(x: $0.x, y: $0.high)] }
    case let dots as DotsMark: return dots.points
    case let zeros as ZerosMark: return zeros.places
    case let stems as StemsMark:
      return stems.points + stems.points.map { Point(x: $0.x, y: stems.base) }
    case let whiskers as WhiskersMark:
      return whiskers.places.flatMap { [Point(x: $0.x, y: $0.low), Point(x: $0.x, y: $0.high)] }
    case let bars as BarsMark:
      return bars.bars.flatMap { [Point(x: $0.left, y: $0.bottom), Point(x: $0.right, y: $0.top)] }
    case let grid as CellsMark:
      return grid.cells.flatMap { cell in
        let (column, row) = (grid.columns[cell.column], grid.rows[cell.row])
        return [Point(x: column.low, y: row.low), Point(x: column.high, y: row.high)]
      }
    case let hatching as HatchingMark: return hatching.strokes.flatMap { [$0.start, $0.end] }
    case let line as ReferenceMark:
      return line.direction == .horizontal
        ? [Point(x: plan.x.scale.low, y: line.value)] : [Point(x: line.value, y: plan.y.scale.low)]
    default:
      Issue.record("no corners of \(mark)")
      return []
    }
  }

  private static func expectInside(_ point: Point, _ plan: FigurePlan, _ comment: String) {
    let place = plan.place(point.x, point.y)
    #expect(
      -1e-9...plan.frame.width + 1e-9 ~= place.x && -1e-9...plan.frame.height + 1e-9 ~= place.y,
      "\(comment): \(point) at \(place)")
  }
}
