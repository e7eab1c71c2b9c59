// SPDX-License-Identifier: Apache-2.0

extension Boundary {
  /// The curve on which a ratio, known at the cells of a heat map, is 1; `nil` where it is 1 nowhere.
  ///
  /// It reaches to the outer edge of the outermost cells. Pieces of it are parted by a point of `nan`.
  /// - Parameter ratios: not negative, in the order of the map's values; `nan` where none is known.
  public init?(
    label: String, where ratios: [Double], is1On map: HeatMap, x: Axis, y: Axis, number: Int = 0
  ) {
    precondition(ratios.count == map.values.count, "\(ratios.count) of \(map.values.count)")
    let grid = RatioGrid(
      x: map.x, y: map.y, ratios: ratios, mapping: AxisScale.Mapping(x, for: map.x),
      AxisScale.Mapping(y, for: map.y))
    let pieces = grid.curve()
    guard !pieces.isEmpty else { return nil }
    let points = pieces.flatMap { $0 + [Point(x: .nan, y: .nan)] }.dropLast()
    self.init(label: label, x: points.map(\.x), y: points.map(\.y), number: number)
  }
}

extension ReferenceLine {
  /// Where a ratio, known at increasing x, passes 1.
  public static func places(where ratios: [Double], is1Over x: [Double]) -> [Double] {
    zip(zip(x, ratios), zip(x, ratios).dropFirst()).compactMap { first, second in
      RatioGrid.Side(first: first.0, firstRatio: first.1, second: second.0, secondRatio: second.1)
        .placeOf1
    }
  }
}
