// SPDX-License-Identifier: Apache-2.0

/// A ratio at the crossings of a grid, for the curve on which it is 1 ("marching squares").
///
/// Between neighbours the logarithm of the ratio is taken to be straight over the logarithm of the coordinate,
/// which is exact where the ratio is a product of powers, as n‖μ‖²/p is; what is 0 or less is taken as it is.
struct RatioGrid {
  private let x: [Double]
  private let y: [Double]
  /// Entry (row i, column j) is `ratios[i * x.count + j]`.
  private let ratios: [Double]

  /// The grid and one line more on each side, half a cell further, as far as cells reach.
  init(
    x: [Double], y: [Double], ratios: [Double], mapping xMapping: AxisScale.Mapping,
    _ yMapping: AxisScale.Mapping
  ) {
    guard x.count > 1, y.count > 1 else {
      (self.x, self.y, self.ratios) = (x, y, ratios)
      return
    }
    let (wider, higher) = (Self.extended(x, on: xMapping), Self.extended(y, on: yMapping))
    let rows = y.indices.map { i in
      Self.extended(Array(ratios[i * x.count..<(i + 1) * x.count]), at: x, to: wider)
    }
    let columns = wider.indices.map { j in
      Self.extended(rows.map { $0[j] }, at: y, to: higher)
    }
    self.x = wider
    self.y = higher
    self.ratios = higher.indices.flatMap { i in columns.map { $0[i] } }
  }

  /// Two neighbours on the grid.
  struct Side {
    let first: Double
    let firstRatio: Double
    let second: Double
    let secondRatio: Double

    /// Where the ratio passes 1 between them.
    var placeOf1: Double? {
      guard (firstRatio < 1) != (secondRatio < 1), firstRatio.isFinite, secondRatio.isFinite else {
        return nil
      }
      let isPower = firstRatio > 0 && secondRatio > 0
      // A ratio that is 0 between positive places lies below the doubles, how far no one can tell.
      guard isPower || first <= 0 || second <= 0 else { return nil }
      let (low, high) =
        isPower
        ? (Logarithm.log10(firstRatio), Logarithm.log10(secondRatio))
        : (firstRatio - 1, secondRatio - 1)
      let share = low / (low - high)
      guard first > 0, second > 0 else { return first + share * (second - first) }
      let way = share * Logarithm.log10(second, over: first)
      // Over so many decades the power alone may lie outside the doubles.
      return way.magnitude < 290
        ? first * Logarithm.power(way) : Logarithm.power(Logarithm.log10(first) + way)
    }

    /// The ratio further out, beyond `first`.
    func ratio(at place: Double) -> Double {
      let isPositive = place > 0 && first > 0 && second > 0
      let share =
        isPositive
        ? Logarithm.log10(place, over: first) / Logarithm.log10(second, over: first)
        : (place - first) / (second - first)
      guard firstRatio > 0, secondRatio > 0, firstRatio.isFinite, secondRatio.isFinite else {
        return max(0, firstRatio + share * (secondRatio - firstRatio))
      }
      let further =
        firstRatio * Logarithm.power(share * Logarithm.log10(secondRatio, over: firstRatio))
      return min(further, .greatestFiniteMagnitude)
    }
  }

  /// - Parameter places: at least two.
  private static func extended(_ places: [Double], on mapping: AxisScale.Mapping) -> [Double] {
    let edge = { (end: Double, inner: Double) -> Double in
      guard mapping.accepts(end), mapping.accepts(inner) else { return end }
      let (last, before) = (mapping.coordinate(end), mapping.coordinate(inner))
      let edge = mapping.edge(at: last + (last - before) / 2)
      // Powers have no logarithm at 0: just above it will do.
      return edge <= 0 && end > 0 ? end / 1_000 : edge
    }
    return [edge(places[0], places[1])] + places
      + [edge(places[places.count - 1], places[places.count - 2])]
  }

  private static func extended(_ ratios: [Double], at places: [Double], to wider: [Double])
    -> [Double]
  {
    let outer = { (end: Int, inner: Int, place: Double) in
      Side(
        first: places[end], firstRatio: ratios[end], second: places[inner],
        secondRatio: ratios[inner]
      ).ratio(at: place)
    }
    let last = places.count - 1
    return [outer(0, 1, wider[0])] + ratios + [outer(last, last - 1, wider[last + 2])]
  }
}

// The curve's pieces.
extension RatioGrid {
  /// A side of a square, from (row, column) to the right or upwards.
  private struct Edge: Hashable {
    let row: Int
    let column: Int
    let isUpright: Bool
  }

  /// Pieces of the curve, each from side to side of the grid's squares.
  func curve() -> [[Point]] {
    var neighbours: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    for row in y.indices.dropLast() {
      for column in x.indices.dropLast() {
        for (first, second) in links(row, column) {
          for edge in [first, second] where neighbours[edge] == nil { order.append(edge) }
          neighbours[first, default: []].append(second)
          neighbours[second, default: []].append(first)
        }
      }
    }
    var visited: Set<Edge> = []
    // Open pieces from one of their ends, then closed ones from anywhere.
    let ends = order.filter { neighbours[$0]?.count == 1 }
    return (ends + order).compactMap { start in
      guard !visited.contains(start) else { return nil }
      var path = [start]
      visited.insert(start)
      while let next = neighbours[path[path.count - 1]]?.first(where: { !visited.contains($0) }) {
        visited.insert(next)
        path.append(next)
      }
      if neighbours[start]?.count == 2, neighbours[path[path.count - 1]]?.contains(start) == true {
        path.append(start)
      }
      return path.count > 1 ? path.compactMap { point(on: $0) } : nil
    }
  }

  /// The pairs of sides of a square that the curve joins.
  private func links(_ row: Int, _ column: Int) -> [(Edge, Edge)] {
    let sides = [
      Edge(row: row, column: column, isUpright: false),
      Edge(row: row, column: column + 1, isUpright: true),
      Edge(row: row + 1, column: column, isUpright: false),
      Edge(row: row, column: column, isUpright: true),
    ]
    let corners = [
      ratio(row, column), ratio(row, column + 1), ratio(row + 1, column + 1),
      ratio(row + 1, column),
    ]
    guard !corners.contains(where: \.isNaN) else { return [] }
    let crossed = sides.filter { point(on: $0) != nil }
    if crossed.count == 2 { return [(crossed[0], crossed[1])] }
    guard crossed.count == 4 else { return [] }
    // The middle decides which of the opposite corners belong together.
    let middle = corners.reduce(0, +) / 4
    return (middle < 1) == (corners[0] < 1)
      ? [(sides[0], sides[1]), (sides[2], sides[3])]
      : [(sides[3], sides[0]), (sides[1], sides[2])]
  }

  private func ratio(_ row: Int, _ column: Int) -> Double { ratios[row * x.count + column] }

  private func point(on edge: Edge) -> Point? {
    let first = ratio(edge.row, edge.column)
    if edge.isUpright {
      let side = Side(
        first: y[edge.row], firstRatio: first, second: y[edge.row + 1],
        secondRatio: ratio(edge.row + 1, edge.column))
      return side.placeOf1.map { Point(x: x[edge.column], y: $0) }
    }
    let side = Side(
      first: x[edge.column], firstRatio: first, second: x[edge.column + 1],
      secondRatio: ratio(edge.row, edge.column + 1))
    return side.placeOf1.map { Point(x: $0, y: y[edge.row]) }
  }
}
