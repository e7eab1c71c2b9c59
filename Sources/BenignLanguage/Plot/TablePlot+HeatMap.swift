// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension TablePlot {
  /// A coloured cell for each row, around its place, with the boundaries that are asked for, or the one between weak and strong signals.
  func heatMap() throws(Diagnostic) -> Figure {
    let color = invocation.later["color"] ?? measure
    let (x, y) = try axes()
    try requireRoom(for: x, y)
    let grid = TableGrid(x, y)
    if let (first, second) = grid.collision {
      let place = "\(x.text(ofRow: first)), \(y.text(ofRow: first))"
      throw refusal(ofRows: first, second, at: place) { keys in
        "y=[\(([y.label] + keys).joined(separator: ", "))]"
      }
    }
    let name = PictureWords.name(color)
    let numbers = try rows.numbers(of: color)
    let values = grid.values(numbers)
    let scale = try colors(of: color, named: name)
    let sparseness = try sparseness(of: grid, x, y)
    let map = HeatMap(
      x: grid.x, y: grid.y, values: values, color: scale, hatching: hatching(numbers, grid),
      isSparse: sparseness != nil)
    let (xAxis, yAxis) = (
      x.axis(scale: invocation.scale("x")), y.axis(scale: invocation.scale("y"))
    )
    let (lines, absent) = try lines(on: map, grid, xAxis, yAxis)
    return Figure(
      title: title("\(name) over \(x.words) and \(y.words)"), subtitle: subtitle, x: xAxis,
      y: yAxis,
      layers: [.heatMap(map)] + lines,
      remarks: (sparseness.map { [$0] } ?? []) + means(errors: nil) + absent
        + remarks(failures: SweepTable.Reason.told.map { table.sentence(of: $0) }))
  }

  /// The colours of all rows that share them.
  private func colors(
    of color: Expression, named name: String
  ) throws(Diagnostic) -> ColorScale {
    let (numbers, nature) = (try colorRows.numbers(of: color), Nature(of: [color]))
    let hasSigns = numbers.contains { $0 < 0 } && numbers.contains { $0 > 0 }
    var common: ClosedRange<Double>?
    if colorRows.table.cells.count > table.cells.count {
      // What a logarithmic scale does not have is no end of it.
      let isPositive = invocation.scale("c") == .log || nature.isLogarithmic && !hasSigns
      let ends = numbers.filter { $0.isFinite && ($0 > 0 || !isPositive) }
      common = ClosedRange(try .numbers([ends.min() ?? 0, ends.max() ?? 0]))
    }
    return invocation.colorScale(name, nature: nature, hasSigns: hasSigns, common: common)
  }

  /// Places of a grid: each takes some dozens of bytes, whether a row stands there or not.
  private static let mostPlaces = 1_000_000

  /// - Throws: ResourceLimit, where nearly every row has a place of its own in both directions.
  private func requireRoom(for x: TableAxis, _ y: TableAxis) throws(Diagnostic) {
    let (columns, lines) = (x.coordinates.count, y.coordinates.count)
    guard columns * lines > max(Self.mostPlaces, table.cells.count) else { return }
    throw Diagnostic(
      .resourceLimit,
      "A heat map can have \(Self.mostPlaces) places, and \(columns) × \(lines) are more.",
      at: invocation.range, expected: "x and y whose values repeat, as swept keys do",
      suggestion: "plot \(table.name) x=\(x.label) by=\(y.label)")
  }

  /// That most places have no cell, as where p = ratio·n takes other values for each n, and which key makes a full grid instead of
  /// such an axis; `nil` where most places have one.
  private func sparseness(
    of grid: TableGrid, _ x: TableAxis, _ y: TableAxis
  ) throws(Diagnostic) -> String? {
    let (places, rows) = (grid.x.count * grid.y.count, table.cells.count)
    guard places >= 2 * rows else { return nil }
    let empty = "\(Self.text(places - rows)) of \(Self.text(places)) places have no cell"
    for key in keys(notIn: [invocation.later["x"], invocation.later["y"]]) {
      let other = try axis(.column(key))
      for (name, grid) in [("x", TableGrid(other, y)), ("y", TableGrid(x, other))]
      where grid.collision == nil && grid.x.count * grid.y.count == rows {
        return "\(empty): \(name)=\(key) makes a full grid."
      }
    }
    let axis = grid.x.count >= grid.y.count ? x : y
    return "\(empty), since \(axis.label) takes other values from row to row: a key that is swept "
      + "makes a full grid."
  }

  /// Cells that have no value, and why.
  private func hatching(_ numbers: [Double], _ grid: TableGrid) -> HeatMap.Hatching? {
    let isEmpty = table.cells.indices.map { row in
      numbers[row].isNaN && !table.cells[row].isMissing
    }
    let reasons = table.cells.indices.reduce(into: Set<SweepTable.Reason>()) { reasons, row in
      if isEmpty[row] { reasons.formUnion(table.cells[row].failures.keys) }
    }
    let words = SweepTable.Reason.allCases.filter(reasons.contains).map(\.rawValue)
    guard !words.isEmpty else { return nil }
    return HeatMap.Hatching(
      words.joined(separator: ", "),
      isHatched: grid.values(isEmpty.map { $0 ? 1 : 0 }).map { $0 == 1 })
  }

  /// As given, else the first swept keys that are still free.
  private func axes() throws(Diagnostic) -> (x: TableAxis, y: TableAxis) {
    let (givenX, givenY) = (invocation.later["x"], invocation.later["y"])
    var free = keys(notIn: [givenX, givenY])[...]
    guard let x = givenX ?? free.popFirst().map(Expression.column),
      let y = givenY ?? free.popFirst().map(Expression.column)
    else { throw missingKey(for: "A heat map needs two keys") }
    return (try axis(x), try axis(y))
  }

  /// The boundaries on a map; none where an axis has names instead of numbers. Of those that are asked for it is told which are nowhere.
  private func lines(
    on map: HeatMap, _ grid: TableGrid, _ x: Axis, _ y: Axis
  ) throws(Diagnostic) -> (layers: [Layer], absent: [String]) {
    guard x.categories.isEmpty, y.categories.isEmpty else {
      guard isGivenBoundaries else { return ([], []) }
      throw Diagnostic(
        .invalidArgument, "A boundary needs axes of numbers, and one of these has names.",
        at: invocation.range(of: "boundary"), expected: "a picture without boundary")
    }
    var (layers, absent): ([Layer], [String]) = ([], [])
    for (number, boundary) in try boundaries().enumerated() {
      let curve = Boundary(
        label: boundary.label, where: grid.values(boundary.ratios), is1On: map, x: x, y: y,
        number: number)
      if let curve {
        layers.append(.boundary(curve))
      } else if isGivenBoundaries {
        absent.append("Nowhere here is \(boundary.label).")
      }
    }
    return (layers, absent)
  }
}

/// Rows by their places in two directions.
struct TableGrid {
  let x: [Double]
  let y: [Double]
  /// Two rows that share a place.
  let collision: (Int, Int)?
  /// The row that stands at (row i, column j), by i · columns + j.
  private let members: [Int?]

  init(_ xAxis: TableAxis, _ yAxis: TableAxis) {
    x = xAxis.coordinates
    y = yAxis.coordinates
    let columns = Dictionary(uniqueKeysWithValues: zip(x, x.indices))
    let lines = Dictionary(uniqueKeysWithValues: zip(y, y.indices))
    var members = [Int?](repeating: nil, count: x.count * y.count)
    var collision: (Int, Int)?
    for (row, place) in zip(xAxis.places, yAxis.places).enumerated() {
      guard let column = columns[place.0], let line = lines[place.1] else { continue }
      let index = line * x.count + column
      if let before = members[index] {
        collision = collision ?? (before, row)
      } else {
        members[index] = row
      }
    }
    self.members = members
    self.collision = collision
  }

  /// A value for each place; `nan` where no row stands.
  func values(_ ofRows: [Double]) -> [Double] { members.map { $0.map { ofRows[$0] } ?? .nan } }
}
