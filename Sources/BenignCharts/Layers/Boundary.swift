// SPDX-License-Identifier: Apache-2.0

/// A curve between two regions of the plane, drawn over what lies below it and cut off at the axes.
public struct Boundary: Sendable, Equatable {
  public let label: String
  public let x: [Double]
  public let y: [Double]

  public init(label: String, x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) x, \(y.count) y")
    self.label = label
    self.x = x
    self.y = y
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
    var runs: [[Point]] = [[]]
    for (x, y) in zip(boundary.x, boundary.y) {
      if setting.x.accepts(x), setting.y.accepts(y) {
        runs[runs.count - 1].append(Point(x: x, y: y))
      } else {
        runs.append([])
      }
    }
    runs = runs.filter { $0.count > 1 }
    guard !runs.isEmpty else { return }
    let name = boundary.label.onOneLine
    marks = [NamedMark(name: name, mark: BoundaryMark(runs: runs))]
    entries = [LegendEntry(label: name, sample: BoundarySample())]
    guard !setting.hasData else { return }
    x = runs.flatMap { $0.map(\.x) }
    y = runs.flatMap { $0.map(\.y) }
  }
}
