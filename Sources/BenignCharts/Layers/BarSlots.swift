// SPDX-License-Identifier: Apache-2.0

/// The places of bars: those of several series stand side by side around the x that they share.
struct BarSlots {
  /// The part of the room between two neighbours that bars take.
  private static let share = 0.8

  private let mapping: AxisScale.Mapping
  /// How wide a bar is on the ruler.
  private let breadth: Double
  /// How far the bars of each series stand from their x.
  private let shifts: [Double]

  init(of series: [NumberSeries], in setting: LayerSetting) {
    mapping = setting.x
    let places = series.flatMap { series in
      zip(series.x, series.y).filter { x, y in
        setting.x.accepts(x) && (setting.y.accepts(y) || setting.y.isAtFoot(y))
      }.map { setting.x.coordinate($0.0) }
    }
    let width = Self.share * Self.room(around: places)
    // Groups of one list have no place in common, and need no room beside one another.
    let counts = Dictionary(places.map { ($0, 1) }, uniquingKeysWith: +)
    let isAlone = counts.values.allSatisfy { $0 == 1 }
    let breadth = isAlone ? width : width / Double(series.count)
    self.breadth = breadth
    shifts = series.indices.map { index in
      isAlone ? 0 : (Double(index) - Double(series.count - 1) / 2) * breadth
    }
  }

  /// The middle of a series' bar at x.
  func middle(at x: Double, series index: Int) -> Double {
    mapping.edge(at: mapping.coordinate(x) + shifts[index])
  }

  /// The sides of a series' bar at x.
  func edges(at x: Double, series index: Int) -> (left: Double, right: Double) {
    let place = mapping.coordinate(x) + shifts[index]
    return (mapping.edge(at: place - breadth / 2), mapping.edge(at: place + breadth / 2))
  }

  /// On the ruler, the least distance of two neighbours.
  private static func room(around places: [Double]) -> Double {
    let sorted = Set(places).sorted()
    let distances = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
    if let least = distances.min() { return least }
    guard let only = sorted.first, only != only.rounded() else { return 1 }
    return only.magnitude / 2
  }
}
