// SPDX-License-Identifier: Apache-2.0

/// A curve between two regions of the plane, drawn over what lies below it and cut off at the axes.
public struct Boundary: Sendable, Equatable {
  public let label: String
  public let x: [Double]
  public let y: [Double]
  /// Its number among the boundaries of its figure, from 0: they differ in their dashes.
  public let number: Int

  public init(label: String, x: [Double], y: [Double], number: Int = 0) {
    precondition(x.count == y.count, "\(x.count) x, \(y.count) y")
    self.label = label
    self.x = x
    self.y = y
    self.number = number
  }
}

extension Layer {
  public static func boundary(_ boundary: Boundary) -> Layer { Layer(boundary) }
}

extension Boundary: LayerKind {
  var noun: String? { nil }
  var coordinates: (x: [Double], y: [Double]) { ([], []) }

  func content(in setting: LayerSetting) -> Content { Content(self, in: setting) }
}

extension Content {
  fileprivate init(_ boundary: Boundary, in setting: LayerSetting) {
    let runs = setting.runs(x: boundary.x, y: boundary.y)
    guard !runs.isEmpty else { return }
    let name = boundary.label.onOneLine
    let strokes = Style.boundary(boundary.number)
    marks = [NamedMark(name: name, mark: CurveMark(runs: runs, strokes: strokes))]
    entries = [LegendEntry(label: name, sample: CurveSample(strokes: strokes))]
    guard !setting.hasData else { return }
    x = runs.flatMap { $0.map(\.x) }
    y = runs.flatMap { $0.map(\.y) }
  }
}

extension LayerSetting {
  /// Neighbouring points that have a place on both axes, at least two together.
  func runs(x xs: [Double], y ys: [Double]) -> [[Point]] {
    var runs: [[Point]] = [[]]
    for (x, y) in zip(xs, ys) {
      if self.x.accepts(x), self.y.accepts(y) {
        runs[runs.count - 1].append(Point(x: x, y: y))
      } else {
        runs.append([])
      }
    }
    return runs.filter { $0.count > 1 }
  }
}
