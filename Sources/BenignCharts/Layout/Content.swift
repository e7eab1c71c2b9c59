// SPDX-License-Identifier: Apache-2.0

/// What one layer puts into the plot, before the axes' ends are known.
struct Content {
  var marks: [NamedMark] = []
  var entries: [LegendEntry] = []
  /// What the axes must cover.
  var x: [Double] = []
  var y: [Double] = []
  /// The values that the y axis covers as far as the data keep a third of it.
  var compared: [Double] = []
  /// The series that diverge, which the y axis does not follow upwards.
  var diverging: [Diverging] = []
  /// Whether 0 needs a place at the foot of an axis, which is logarithmic.
  var hasZero = (x: false, y: false)
  /// The foot of the x axis, where the layer itself says where 0 stands.
  var footX: AxisScale.Foot?
  /// Why some values are not drawn, or not as they are.
  var notes = Notes()

  /// The same without the place that a layer made for 0.
  var xAboveFoot: [Double] { footX.map { foot in x.filter { $0 >= foot.end } } ?? x }

  static func + (first: Content, second: Content) -> Content {
    Content(
      marks: first.marks + second.marks, entries: first.entries + second.entries,
      x: first.x + second.x, y: first.y + second.y, compared: first.compared + second.compared,
      diverging: first.diverging + second.diverging,
      hasZero: (
        x: first.hasZero.x || second.hasZero.x, y: first.hasZero.y || second.hasZero.y
      ), footX: first.footX ?? second.footX, notes: first.notes + second.notes)
  }
}

/// A series that diverges: what the y axis would have to cover for it.
struct Diverging {
  let name: String
  /// Its value before all others.
  let start: Double
  let y: [Double]
}

extension Content {
  /// The y axis reaches so many times the start of what is alone and diverges.
  private static let room = 1e3
  /// A value that exceeds all others so many times squeezes them.
  private static let squeezing = 1e6

  /// Sets aside what the y axis would have to cover for the one series that it holds, where that diverges.
  /// - Parameter drawn: the entries that are drawn.
  mutating func setAside(_ series: NumberSeries, _ drawn: [Int]) {
    guard series.diverges, let first = drawn.first else { return }
    diverging = [Diverging(name: series.name.onOneLine, start: series.y[first], y: y)]
    y = []
  }

  /// Lets the y axis cover what it shall of series that diverge: all of them where they squeeze nothing; else as much as does not
  /// exceed the other series, or the beginning of what has none beside it.
  /// - Returns: sentences on those that leave the picture.
  mutating func coverDiverging() -> [String] {
    guard let start = diverging.map(\.start).min() else { return [] }
    let (values, others) = (diverging.flatMap(\.y), y.max())
    guard others ?? start > 0, values.contains(where: { $0 > Self.squeezing * (others ?? start) })
    else {
      y += values
      return []
    }
    let height = others ?? Self.room * start
    y += values.filter { $0 <= height } + [height]
    let names = diverging.filter { $0.y.contains { $0 > height } }.map(\.name)
    let isOne = names.count == 1
    let what = others == nil ? "shows \(isOne ? "its" : "their") beginning" : "follows the rest"
    return ["\(names.listed) \(isOne ? "leaves" : "leave") the axis, which \(what)."]
  }
}

extension [String] {
  /// "a, b and c".
  var listed: String {
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}

/// A name with a sample of the look that it explains.
struct LegendEntry {
  let label: String
  let sample: any Sample
  /// The y value beside which the label reads best: where its line ends.
  var anchor: Double?
  /// The y value by which names beside lines are sorted: where the line ends, seen or not. Limits of axes do not change their order.
  var rank: Double?
  /// The text above a vertical line, where it is not the label.
  var short: String?
}

/// Counts of what could not be drawn as it is.
struct Notes: Equatable {
  var withoutValue = 0
  var notFinite = 0
  var notPositive = 0
  var outside = 0
  var cutBars = 0
  var beyondColors = 0
  var thinned = 0
  var ofPoints = 0
  var emptyCells = 0
  var zeroCells = 0
  var pooledRows = 0
  var pooledColumns = 0
  var clippedBands = 0
  var clippedWhiskers = 0
  var hasDiagonalBeyondColors = false

  static func + (first: Notes, second: Notes) -> Notes {
    Notes(
      withoutValue: first.withoutValue + second.withoutValue,
      notFinite: first.notFinite + second.notFinite,
      notPositive: first.notPositive + second.notPositive,
      outside: first.outside + second.outside, cutBars: first.cutBars + second.cutBars,
      beyondColors: first.beyondColors + second.beyondColors,
      thinned: first.thinned + second.thinned, ofPoints: first.ofPoints + second.ofPoints,
      emptyCells: first.emptyCells + second.emptyCells,
      zeroCells: first.zeroCells + second.zeroCells,
      pooledRows: max(first.pooledRows, second.pooledRows),
      pooledColumns: max(first.pooledColumns, second.pooledColumns),
      clippedBands: first.clippedBands + second.clippedBands,
      clippedWhiskers: first.clippedWhiskers + second.clippedWhiskers,
      hasDiagonalBeyondColors: first.hasDiagonalBeyondColors || second.hasDiagonalBeyondColors)
  }

  /// Counts a value that an axis does not accept.
  mutating func leaveOut(_ value: Double, on mapping: AxisScale.Mapping) {
    switch mapping {
    case .log where value.isNaN, .linear where value.isNaN: withoutValue += 1
    case .log where value <= 0: notPositive += 1
    case .log, .linear: notFinite += 1
    }
  }

  /// Sentences for the foot of the figure.
  var lines: [String] {
    var lines: [String] = []
    if notPositive > 0 {
      lines.append(
        "\(Self.count(notPositive, "value")) left out: negative, on a logarithmic axis.")
    }
    if withoutValue > 0 {
      lines.append(
        withoutValue == 1
          ? "1 point has no value." : Self.count(withoutValue, "point") + " have no value.")
    }
    if notFinite > 0 {
      lines.append("\(Self.count(notFinite, "value")) left out: not finite, or beyond 10³⁰⁰.")
    }
    if outside > 0 {
      lines.append(
        "\(Self.count(outside, "value")) \(outside == 1 ? "lies" : "lie") outside the limits of the axes."
      )
    }
    if cutBars > 0 {
      let verb = cutBars == 1 ? "is" : "are"
      lines.append("\(Self.count(cutBars, "bar")) \(verb) cut off at the limits of the axes.")
    }
    if beyondColors > 0 {
      let verb = beyondColors == 1 ? "lies" : "lie"
      lines.append(
        "\(Self.count(beyondColors, "cell")) \(verb) beyond the colours, in that of the nearer end."
      )
    }
    if clippedBands > 0 {
      lines.append("The band reaches below the axis at \(Self.count(clippedBands, "point")).")
    }
    if clippedWhiskers > 0 {
      let isOne = clippedWhiskers == 1
      lines.append(
        Self.count(clippedWhiskers, "whisker") + (isOne ? " reaches" : " reach")
          + " below the axis.")
    }
    if thinned > 0 {
      let all = NumberFormat.readable(Double(ofPoints), significant: 17)
      lines.append("Thinned from \(all) to \(Self.count(thinned, "point")); every extreme is kept.")
    }
    if emptyCells > 0 {
      lines.append(
        emptyCells == 1
          ? "1 empty cell: no value, or none on this scale."
          : "\(emptyCells) empty cells: no value, or none on this scale.")
    }
    if zeroCells > 0 {
      let verb = zeroCells == 1 ? "is" : "are"
      lines.append("\(Self.count(zeroCells, "cell")) \(verb) 0, in the colour of the lower end.")
    }
    if hasDiagonalBeyondColors {
      lines.append("The diagonal lies beyond the colours, which span the other entries.")
    }
    if pooledRows * pooledColumns > 1 {
      lines.append(
        "Each cell is the entry of largest deviation among \(pooledRows) × \(pooledColumns).")
    }
    return lines
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    NumberFormat.readable(Double(number), significant: 17) + " " + (number == 1 ? noun : noun + "s")
  }
}
