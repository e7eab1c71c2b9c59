// SPDX-License-Identifier: Apache-2.0
import JupyterProtocol
import Testing

@testable import BenignCharts

@Suite("Edges")
struct EdgeTests {
  private static let layers: [(name: String, layers: [Layer])] = [
    ("a point", [.line(NumberSeries(name: "y", x: [3], y: [4]))]),
    ("a point at the origin", [.line(NumberSeries(name: "y", x: [0], y: [0]))]),
    ("equal values", [.line(NumberSeries(name: "y", x: [1, 2, 3], y: [7, 7, 7]))]),
    ("no values", [.line(NumberSeries(name: "y", x: [.nan], y: [1]))]),
    ("neighbouring doubles", [.line(NumberSeries(name: "y", x: [0, 1], y: [1, 1.nextUp]))]),
    (
      "a curve that comes back",
      [.line(NumberSeries(name: "y", x: [0, 1, 0.5, 0], y: [0, 1, 2, 1]))]
    ),
    ("an empty vector", [.stems(VectorSeries(name: "v", values: []))]),
    ("a vector of one", [.stems(VectorSeries(name: "v", values: [0]))]),
    ("no points", [.points(NumberSeries(name: "p", x: [], y: []))]),
    (
      "points with whiskers, and some without a value",
      [
        .points(
          NumberSeries(
            name: "p", x: [2, 1, 1], y: [3, .nan, 0.1],
            band: .init(low: [2, .nan, -1], high: [4, .nan, 0.5])))
      ]
    ),
    ("no bars", [.bars([])]), ("a bar", [.bars([NumberSeries(name: "b", x: [2.5], y: [-1])])]),
    (
      "bars side by side with whiskers, and some without a value",
      [
        .bars([
          NumberSeries(
            name: "b", x: [1, 2, 4], y: [3, .nan, 0.1],
            band: .init(low: [2, .nan, -1], high: [4, .nan, 0.5])),
          NumberSeries(name: "c", x: [1, 2, 4], y: [-1, 0, 1e301]),
        ])
      ]
    ),
    (
      "more bars than are drawn one by one",
      [
        .bars([
          NumberSeries(name: "b", x: (0..<3_000).map(Double.init), y: (0..<3_000).map(Double.init))
        ])
      ]
    ),
    ("an empty histogram", [.histogram(Histogram(name: "h", values: []))]),
    ("a histogram of one", [.histogram(Histogram(name: "h", values: [2]))]),
    ("equal values in a histogram", [.histogram(Histogram(name: "h", values: [0, 0, 0]))]),
    (
      "values of a histogram that rounding parts",
      [.histogram(Histogram(name: "h", values: [1, 1.nextUp, 1]))]
    ),
    (
      "values of a histogram near 0",
      [.histogram(Histogram(name: "h", values: [.leastNonzeroMagnitude, 1e-300, -0x1p-1030]))]
    ),
    (
      "values of a histogram at the ends",
      [.histogram(Histogram(name: "h", values: [1e-300, 1e300, -1e300, .infinity, .nan]))]
    ),
    ("a histogram with bins", [.histogram(Histogram(name: "h", values: [1, 2, 3.5], bins: 4))]),
    ("a histogram over decades", [.histogram(Histogram(name: "h", values: [1e-9, 1e-4, 1, 3]))]),
    (
      "an empty matrix",
      [.heatMap(HeatMap(rows: 0, columns: 0, storage: [], color: ColorScale("c")))]
    ),
    (
      "a matrix of one",
      [.heatMap(HeatMap(rows: 1, columns: 1, storage: [0], color: ColorScale("c")))]
    ),
    (
      "a column of nothing",
      [
        .heatMap(
          HeatMap(x: [1], y: [1, 10, 100], values: [.nan, .nan, .nan], color: ColorScale("c")))
      ]
    ),
    (
      "hatched cells beside coloured and empty ones",
      [
        .heatMap(
          HeatMap(
            x: [1, 1000], y: [1, 10, 100], values: [1, .nan, .nan, 2, 3, .nan],
            color: ColorScale("c"),
            hatching: .init("diverged", isHatched: [true, true, false, false, false, true])))
      ]
    ),
    (
      "nothing but hatched cells",
      [
        .heatMap(
          HeatMap(
            x: [1, 2], y: [3], values: [.nan, .nan], color: ColorScale("c"),
            hatching: .init("diverged", isHatched: [true, true])))
      ]
    ),
    (
      "cells at the ends of the doubles, some of them hatched",
      [
        .heatMap(
          HeatMap(
            x: [-1e300, -1e19, 1e-300, 1e10, 1e20, 1e300], y: [1e-300, 1e300],
            values: (0..<12).map { $0 % 5 == 0 ? .nan : Double($0) }, color: ColorScale("c"),
            hatching: .init("diverged", isHatched: (0..<12).map { $0 % 5 == 0 })))
      ]
    ),
    (
      "one cell where a step of 1 moves nothing",
      [.heatMap(HeatMap(x: [1e19], y: [-1e300], values: [1], color: ColorScale("c")))]
    ),
    (
      "equal cells about a centre",
      [
        .heatMap(
          HeatMap(
            x: [1, 2], y: [0], values: [5, 5],
            color: ColorScale("c", palette: .diverging(center: 5))
          ))
      ]
    ),
    ("a reference alone", [.reference(ReferenceLine(.horizontal, at: 1e-5, label: "r"))]),
    (
      "references that agree",
      (0..<3).map { _ in .reference(ReferenceLine(.vertical, at: 2, label: "same")) }
    ),
    ("a boundary alone", [.boundary(Boundary(label: "b", x: [1, 2], y: [3, 4]))]),
    ("an empty boundary", [.boundary(Boundary(label: "b", x: [], y: []))]),
    (
      "many series",
      (0..<40).map { index in
        .line(
          NumberSeries(
            name:
              "series \(index) with a name that is much too long for the column beside the plot",
            x: [0, 1, 2], y: [0, Double(index), Double(index * index)]))
      }
    ),
    (
      "a band without a curve",
      [
        .line(
          NumberSeries(
            name: "y", x: [0, 1], y: [.nan, .nan], band: .init(low: [0, 0], high: [1, 1])))
      ]
    ),
  ]

  @Test(
    "is drawn inside its frame in both outputs, on every scale", arguments: layers.indices,
    Scale.allCases)
  func drawn(index: Int, scale: Scale) throws {
    let (name, layers) = Self.layers[index]
    let figure = Figure(
      title: String(repeating: "long title ", count: 20), x: Axis("x", scale: scale),
      y: Axis("y", scale: scale), layers: layers)
    #expect(ParsedXML(figure.svg()) != nil, "\(name)")
    let spec = try JSONValue(parsing: figure.vegaLite())
    let drawnLayers = spec["layer"]?.elements ?? []
    #expect(drawnLayers.count > 0, "\(name)")
    let plan = FigurePlan(figure)
    for point in LayoutTests.points(of: plan) {
      let place = plan.place(point.x, point.y)
      #expect((-1e-9...plan.frame.width + 1e-9).contains(place.x), "\(name): \(point)")
      #expect((-1e-9...plan.frame.height + 1e-9).contains(place.y), "\(name): \(point)")
    }
    for text in plan.texts {
      #expect(text.x >= plan.frame.textLeft - 1e-9 && text.x <= plan.frame.width + plan.frame.right)
    }
  }
}
