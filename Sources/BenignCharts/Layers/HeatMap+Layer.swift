// SPDX-License-Identifier: Apache-2.0

extension Layer {
  public static func heatMap(_ map: HeatMap) -> Layer { Layer(map) }
}

extension HeatMap: LayerKind {
  var noun: String? { "heat map" }
  var coordinates: (x: [Double], y: [Double]) { (x, y) }
  var hasWholeX: Bool { isMatrix }
  var places: (x: [Double], y: [Double]) { (x.unlessIndex, y.unlessIndex) }
  var heatMap: HeatMap? { self }

  func content(in setting: LayerSetting) -> Content { Content(self, in: setting) }

  /// Whether the cells stand at their indices in both directions.
  var isMatrix: Bool { x.isIndex && y.isIndex }

  /// Columns by rows, where the cells should be squares.
  var aspect: Double? {
    isMatrix && !y.isEmpty ? Double(x.count) / Double(y.count) : nil
  }

  /// The entries off the diagonal of a square matrix whose diagonal is far larger and would leave
  /// them all one colour, as the norms in a Gram matrix; else nil.
  fileprivate var offDiagonalWhereDiagonalDominates: [Double]? {
    let n = x.count
    guard n == y.count, n > 2, case .diverging(let center) = color.palette,
      x.isIndex, y.isIndex
    else { return nil }
    let rest = values.indices.filter { $0 % (n + 1) != 0 }.map { values[$0] }
    let diagonal = stride(from: 0, to: values.count, by: n + 1).map { values[$0] }
    let reach = { (values: [Double]) in
      values.filter(\.isFinite).map { ($0 - center).magnitude }.max() ?? 0
    }
    return reach(rest) > 0 && reach(diagonal) > 3 * reach(rest) ? rest : nil
  }
}

extension Content {
  fileprivate init(_ map: HeatMap, in setting: LayerSetting) {
    let window = setting.window
    let pool = Self.pooled(window.isUnlimited ? map : part(of: map, seenIn: window))
    let columns = Self.slots(pool.x, in: window.x)
    let rows = Self.slots(pool.y, in: window.y)
    let offDiagonal = map.color.limits == nil ? map.offDiagonalWhereDiagonalDominates : nil
    let colors = ColorMap(map.color, values: offDiagonal ?? map.values)
    notes.hasDiagonalBeyondColors = offDiagonal != nil
    var cells: [CellsMark.Cell] = []
    for row in rows.indices {
      for column in columns.indices {
        let value = pool.values[rows[row].index * pool.x.count + columns[column].index]
        let isZero = colors.scale.mapping.isAtFoot(value)
        if isZero { notes.zeroCells += 1 }
        guard isZero || colors.scale.accepts(value) else { continue }
        cells.append(CellsMark.Cell(column: column, row: row, value: value))
      }
    }
    if map.color.limits != nil {
      notes.beyondColors = cells.count { $0.value != 0 && !colors.scale.contains($0.value) }
    }
    let hatched = Self.hatched(pool, rows.map(\.index), columns.map(\.index))
    notes.emptyCells =
      map.isSparse ? 0 : rows.count * columns.count - cells.count - hatched.count
    leaveOut(pool.x, of: pool.y.count, on: setting.x)
    leaveOut(pool.y, of: columns.count, on: setting.y)
    notes.pooledRows = pool.block.rows
    notes.pooledColumns = pool.block.columns
    let grid = CellsMark(
      columns: columns.map(\.slot), rows: rows.map(\.slot), cells: cells, scale: colors)
    marks = [NamedMark(name: map.color.label.onOneLine, mark: grid)]
    if let label = map.hatching?.label.onOneLine, !hatched.isEmpty {
      let strokes = Self.strokes(hatched, grid, in: setting)
      marks.append(NamedMark(name: label, mark: HatchingMark(strokes: strokes)))
      entries = [LegendEntry(label: label, sample: HatchingSample())]
    }
    x = grid.columns.flatMap { [$0.low, $0.high] }
    y = grid.rows.flatMap { [$0.low, $0.high] }
  }

  /// The cells, by row and column, that are hatched.
  private static func hatched(
    _ pool: Pool, _ rows: [Int], _ columns: [Int]
  ) -> [(row: Int, column: Int)] {
    rows.indices.flatMap { row in
      columns.indices.compactMap { column in
        let index = rows[row] * pool.x.count + columns[column]
        return pool.isHatched[index] && pool.values[index].isNaN ? (row, column) : nil
      }
    }
  }

  /// Strokes from below to above, parallel in each cell; fewer where there are many cells, which are small.
  private static func strokes(
    _ cells: [(row: Int, column: Int)], _ grid: CellsMark, in setting: LayerSetting
  ) -> [HatchingMark.Stroke] {
    let shifts = grid.rows.count * grid.columns.count > 400 ? [0.0] : [-0.67, -0.33, 0, 0.33, 0.67]
    let place = { (slot: CellsMark.Slot, share: Double, mapping: AxisScale.Mapping) in
      let (low, high) = (mapping.coordinate(slot.low), mapping.coordinate(slot.high))
      return mapping.value(at: low + share * (high - low))
    }
    return cells.flatMap { cell in
      shifts.map { shift in
        let ends = [max(0, shift), min(1, 1 + shift)].map { share in
          Point(
            x: place(grid.columns[cell.column], share, setting.x),
            y: place(grid.rows[cell.row], share - shift, setting.y))
        }
        return HatchingMark.Stroke(start: ends[0], end: ends[1])
      }
    }
  }

  /// The cells that can be seen and their neighbours, which say how far those reach; the others' values are counted.
  private mutating func part(of map: HeatMap, seenIn window: Window) -> HeatMap {
    let (columns, rows) = (Self.slots(map.x, in: window.x), Self.slots(map.y, in: window.y))
    let (isColumn, isRow) = (Set(columns.map(\.index)), Set(rows.map(\.index)))
    notes.outside = map.values.indices.count { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: map.x.count)
      return !map.values[index].isNaN && !(isColumn.contains(column) && isRow.contains(row))
    }
    return map.part(
      columns: Self.widened(columns.map(\.index), of: map.x, on: window.x.mapping),
      rows: Self.widened(rows.map(\.index), of: map.y, on: window.y.mapping))
  }

  /// Neighbouring indices and one more on each side.
  private static func widened(
    _ indices: [Int], of coordinates: [Double], on mapping: AxisScale.Mapping
  ) -> [Int] {
    guard let first = indices.first, let last = indices.last else { return [] }
    return (max(0, first - 1)...min(coordinates.count - 1, last + 1))
      .filter { mapping.accepts(coordinates[$0]) }
  }

  /// Counts the cells of the columns, or rows, that have no place on their axis.
  private mutating func leaveOut(
    _ coordinates: [Double], of count: Int, on mapping: AxisScale.Mapping
  ) {
    for coordinate in coordinates where !mapping.accepts(coordinate) {
      for _ in 0..<count { notes.leaveOut(coordinate, on: mapping) }
    }
  }

  /// The cell around each coordinate that has a place on the axis, as far as it can be seen: it reaches half way to
  /// its neighbours on the ruler.
  private static func slots(_ coordinates: [Double], in side: Window.Side)
    -> [(index: Int, slot: CellsMark.Slot)]
  {
    let mapping = side.mapping
    let placed = coordinates.indices.filter { mapping.accepts(coordinates[$0]) }
    let places = placed.map { mapping.coordinate(coordinates[$0]) }
    return placed.enumerated().compactMap { position, index in
      let place = places[position]
      let toBefore = position > 0 ? (place - places[position - 1]) / 2 : nil
      let toAfter = position + 1 < places.count ? (places[position + 1] - place) / 2 : nil
      // Whole numbers that a step of 1 moves visibly have a cell of width 1.
      let isCount = place == place.rounded() && place.magnitude < 1e9
      let alone = mapping == .log || isCount ? 0.5 : place.magnitude / 2
      let low = mapping.edge(at: place - (toBefore ?? toAfter ?? alone))
      let high = mapping.edge(at: place + (toAfter ?? toBefore ?? alone))
      guard side.overlaps(low, high) else { return nil }
      let slot = CellsMark.Slot(
        center: coordinates[index], low: side.clamped(low), high: side.clamped(high))
      return (index, slot)
    }
  }

  private struct Pool {
    let x: [Double]
    let y: [Double]
    let values: [Double]
    let isHatched: [Bool]
    let block: (rows: Int, columns: Int)
  }

  /// Blocks of a matrix too large to draw, each shown by its entry farthest from the median.
  private static func pooled(_ map: HeatMap) -> Pool {
    var block = (rows: 1, columns: 1)
    let shape = { (block: (rows: Int, columns: Int)) in
      (
        rows: (map.y.count + block.rows - 1) / block.rows,
        columns: (map.x.count + block.columns - 1) / block.columns
      )
    }
    while shape(block).rows * shape(block).columns > Figure.mostCells {
      if shape(block).rows > shape(block).columns { block.rows += 1 } else { block.columns += 1 }
    }
    guard block.rows * block.columns > 1 else {
      return Pool(
        x: map.x, y: map.y, values: map.values,
        isHatched: map.hatching?.isHatched ?? map.values.map { _ in false }, block: block)
    }
    let median = typicalValue(of: map.values)
    let (rows, columns) = shape(block)
    var values = [Double](repeating: .nan, count: rows * columns)
    var isHatched = [Bool](repeating: false, count: rows * columns)
    for i in map.y.indices {
      for j in map.x.indices {
        let value = map.values[i * map.x.count + j]
        let place = i / block.rows * columns + j / block.columns
        if map.hatching?.isHatched[i * map.x.count + j] ?? false { isHatched[place] = true }
        let isFarther = (value - median).magnitude > (values[place] - median).magnitude
        if !value.isNaN, values[place].isNaN || isFarther { values[place] = value }
      }
    }
    return Pool(
      x: centers(map.x, every: block.columns), y: centers(map.y, every: block.rows), values: values,
      isHatched: isHatched, block: block)
  }

  /// The median, of an even sample where there are many values: what is drawn hangs on it only loosely.
  private static func typicalValue(of values: [Double]) -> Double {
    // Odd, so that the sample does not run along a column of a matrix of even width.
    let step = values.count / 10_000 | 1
    let sample = stride(from: 0, to: values.count, by: step).map { values[$0] }
    let sorted = sample.filter { !$0.isNaN }.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  private static func centers(_ coordinates: [Double], every count: Int) -> [Double] {
    stride(from: 0, to: coordinates.count, by: count).map { start in
      let end = min(start + count, coordinates.count) - 1
      return coordinates[start] / 2 + coordinates[end] / 2
    }
  }
}

extension [Double] {
  /// 0, 1, 2, …
  fileprivate var isIndex: Bool { enumerated().allSatisfy { Double($0.offset) == $0.element } }

  /// The places of columns or rows; none where they are counted.
  var unlessIndex: [Double] { isIndex ? [] : self }
}
