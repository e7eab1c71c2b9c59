// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import BenignCharts

@Suite("The curve where a ratio is 1")
struct BoundaryTests {
  private func boundary(
    x: [Double], y: [Double], scale: Scale = .auto, ratio: (Double, Double) -> Double
  ) -> Boundary? {
    let ratios = y.flatMap { y in x.map { ratio($0, y) } }
    let map = HeatMap(x: x, y: y, values: ratios, color: ColorScale("ratio"))
    let axis = { (name: String) in Axis(name, scale: scale) }
    return Boundary(label: "1", where: ratios, is1On: map, x: axis("x"), y: axis("y"))
  }

  @Test(
    "of a product of powers it is exact, on logarithmic axes and on linear ones",
    arguments: [Scale.linear, .log])
  func powers(scale: Scale) throws {
    let curve = try #require(
      boundary(x: [10, 30, 100], y: [1, 2, 5, 9], scale: scale) { $0 * $1 * $1 / 400 })
    for (x, y) in zip(curve.x, curve.y) { #expect(abs(x * y * y / 400 - 1) < 1e-12) }
    // To where the cells end: half a step beyond the last places.
    let last = scale == .log ? 100 * (100 / 30.0).squareRoot() : 135
    #expect(abs((curve.x.max() ?? 0) / last - 1) < 1e-12)
  }

  @Test("around an island it closes")
  func island() throws {
    let places = (1...9).map(Double.init)
    let curve = try #require(
      boundary(x: places, y: places) { x, y in 4 / ((x - 5) * (x - 5) + (y - 5) * (y - 5) + 0.1) })
    #expect(curve.x.first == curve.x.last && curve.y.first == curve.y.last)
    #expect(curve.x.count > 8 && curve.x.allSatisfy { 2...8 ~= $0 })
  }

  @Test("two pieces stay apart")
  func pieces() throws {
    let curve = try #require(
      boundary(x: [-2, -1, 0, 1, 2], y: [1, 2, 3], scale: .linear) { x, _ in x * x + 0.5 })
    #expect(curve.x.count(where: \.isNaN) == 1)
    #expect(curve.x.filter { $0 < 0 }.count == 5 && curve.x.filter { $0 > 0 }.count == 5)
  }

  @Test("where corners of a square disagree crosswise its pieces do not cross")
  func saddle() throws {
    let curve = try #require(
      boundary(x: [1, 2], y: [1, 2], scale: .linear) { x, y in x == y ? 3 : 0.9 })
    let joined = zip(curve.x, curve.y).filter { 1...2 ~= $0 && 1...2 ~= $1 }
    // The middle lies above 1: the two low corners are cut off.
    #expect(joined.count == 4)
    #expect(joined.allSatisfy { abs($0 - $1) > 0.5 })
  }

  @Test("there is none where the ratio is above, below, unknown, or known along one line only")
  func none() {
    #expect(boundary(x: [1, 2], y: [1, 2]) { _, _ in 2 } == nil)
    #expect(boundary(x: [1, 2], y: [1, 2]) { _, _ in 0 } == nil)
    #expect(boundary(x: [1, 2], y: [1, 2]) { _, _ in .nan } == nil)
    #expect(boundary(x: [1, 2, 3], y: [1]) { x, _ in x / 2 } == nil)
  }

  @Test("along one line it is a place, also beside a ratio of 0")
  func places() {
    #expect(
      ReferenceLine.places(where: [0.1, 10], is1Over: [1, 100]).map { $0.rounded() } == [10])
    #expect(ReferenceLine.places(where: [0, 2], is1Over: [0, 4]) == [2])
    #expect(ReferenceLine.places(where: [0, 1e17], is1Over: [1e-300, 1e9]).isEmpty)
    #expect(ReferenceLine.places(where: [0.5, .nan, 2], is1Over: [1, 2, 3]).isEmpty)
  }

  @Test("it is found also where places, or ratios, have a quotient outside the doubles")
  func farApart() throws {
    // The logarithm of the ratio is straight over that of x: from −300 to 23 over 309 decades.
    let ratio = { (x: Double, y: Double) in x < 1 ? 1e-300 : 1e23 / y }
    let curve = try #require(boundary(x: [1e-300, 1e9], y: [1, 2], ratio: ratio))
    let expected = -300 + 309 * 300 / 323.0
    let places = zip(curve.x, curve.y).filter { $0.1 == 1 }.map { Logarithm.log10($0.0) }
    #expect(places.count == 1 && abs(places[0] - expected) < 1e-9, "\(places), \(expected)")
    // Ratios that are 0 or infinite by rounding kill nothing.
    for (first, second) in [
      (0, 1e300), (0, Double.infinity), (.leastNonzeroMagnitude, 1e308), (.nan, .infinity),
    ] {
      let map = boundary(x: [1e-300, 1e9], y: [1e-300, 1e300]) { x, _ in x < 1 ? first : second }
      #expect(map?.x.allSatisfy { $0.isNaN || $0.isFinite } ?? true)
    }
  }

  @Test("cells' own places are marked where a few digits tell them")
  func ticks() {
    let labels = { (places: [Double]) -> [String] in
      let map = HeatMap(
        x: places, y: [3, 4], values: places + places, color: ColorScale("value"))
      let figure = Figure(title: "", x: Axis("x"), y: Axis("y"), layers: [.heatMap(map)])
      return FigurePlan(figure).x.ticks.major.map(\.label)
    }
    #expect(labels([25, 50, 12_500]) == ["25", "50", "12\u{202F}500"])
    #expect(labels([0.1, 0.25]) == ["0.1", "0.25"])
    #expect(!labels([1, 2.154_43, 4.641_59]).contains("2.15"))
  }

  @Test(
    "what is drawn of it lies inside the frame, and is all that does",
    arguments: UInt64(1)...20)
  func clipping(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let frame = Frame(
      left: 60, right: 100, totalWidth: Frame.standardWidth, height: Frame.standardHeight)
    let run = (0..<60).map { _ in
      Point(
        x: Double.random(in: -200..<700, using: &generator),
        y: Double.random(in: -200..<500, using: &generator))
    }
    let isInside = { (point: Point, slack: Double) in
      (-slack...frame.width + slack).contains(point.x)
        && (-slack...frame.height + slack).contains(point.y)
    }
    let parts = frame.inside.clipped(run)
    #expect(parts.joined().allSatisfy { isInside($0, 1e-9) }, "seed \(seed)")
    let length = { (run: [Point], step: (Point) -> Bool) in
      zip(run, run.dropFirst()).reduce(0.0) { sum, pair in
        let (dx, dy) = (pair.1.x - pair.0.x, pair.1.y - pair.0.y)
        // A thousand small pieces, of which each counts by its middle.
        let inside = (0..<1000).count {
          let share = (Double($0) + 0.5) / 1000
          return step(Point(x: pair.0.x + share * dx, y: pair.0.y + share * dy))
        }
        return sum + (dx * dx + dy * dy).squareRoot() * Double(inside) / 1000
      }
    }
    let drawn = parts.reduce(0.0) { $0 + length($1) { _ in true } }
    #expect(abs(drawn / length(run) { isInside($0, 0) } - 1) < 0.002, "seed \(seed)")
  }
}
