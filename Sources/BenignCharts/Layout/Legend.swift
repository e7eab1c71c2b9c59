// SPDX-License-Identifier: Apache-2.0

/// Who explains the looks, and where: lines beside their ends, in a column on the right; vertical
/// references right above themselves; other looks in rows above the frame.
struct Legend {
  let beside: [LegendEntry]
  let inRows: [LegendEntry]
  let above: [LegendEntry]
  let outside: [OutsideReference]
  let hasColumn: Bool

  /// - Parameter mayHaveColumn: whether there is room beside the frame.
  init(_ scene: Scene, of figure: Figure, mayHaveColumn: Bool = true) {
    let hasColumn = mayHaveColumn && figure.layers.contains(where: \.kind.isNamedAtEnds)
    // References have names above themselves, and take none from the one curve.
    let isAlone = scene.outside.isEmpty && scene.entries.count { !$0.sample.isVertical } == 1
    let axisNames = [figure.x.label.onOneLine, figure.y.label.onOneLine]
    let entries = scene.entries.filter { entry in
      !entry.label.isEmpty && !(isAlone && entry.sample.explains(entry.label, beside: axisNames))
    }
    above = entries.filter(\.sample.isVertical)
    beside = entries.filter { !$0.sample.isVertical && hasColumn && $0.anchor != nil }
    inRows = entries.filter { !$0.sample.isVertical && !(hasColumn && $0.anchor != nil) }
    outside = scene.outside
    self.hasColumn = hasColumn
  }
}

// Names beside the lines.
extension Legend {
  private static let line = 15.0
  private static let maximalWidth = 270.0
  private static let indent = 8 + LineSample.width + 6

  private struct Beside {
    let text: String
    let sample: (any Sample)?
    /// The wish, and then the place, of its middle.
    var y: Double
    /// The place by which it is sorted.
    var rank: Double
  }

  var columnWidth: Double {
    let texts = beside.map(\.label) + (hasColumn ? outside : []).filter(\.isHorizontal).map(\.text)
    let widest = texts.map { TextMetrics.width(of: $0, size: 12) }.max()
    return widest.map { Self.indent + min($0, Self.maximalWidth) } ?? 0
  }

  func column(in frame: Frame, y scale: AxisScale) -> (samples: [PlacedSample], texts: [PlacedText])
  {
    let height = { (value: Double) in (1 - scale.fraction(value)) * frame.height }
    var rows = beside.map { entry in
      let y = entry.anchor.map(height) ?? frame.height / 2
      return Beside(
        text: entry.label, sample: entry.sample, y: y, rank: entry.rank.map(height) ?? y)
    }
    if hasColumn {
      rows += outside.filter(\.isHorizontal).map {
        let y = $0.isAbove != scale.isReversed ? 0 : frame.height
        return Beside(text: $0.text, sample: nil, y: y, rank: y)
      }
    }
    rows.sort { $0.rank < $1.rank }
    let most = Int(saturating: frame.height / Self.line)
    if rows.count > most {
      let rest = rows.count - most + 1
      rows =
        rows.prefix(most - 1) + [
          Beside(text: "and \(rest) more", sample: nil, y: frame.height, rank: frame.height)
        ]
    }
    let places = Self.spread(rows.map(\.y), distance: Self.line, within: frame.height)
    for index in rows.indices { rows[index].y = places[index] }
    let x = frame.width + 8
    return (
      rows.compactMap { row in
        row.sample.map { PlacedSample(sample: $0, place: Point(x: x, y: row.y)) }
      },
      rows.map { row in
        let text = TextMetrics.fitted(row.text, to: Self.maximalWidth, size: 12)
        return PlacedText(text: text, x: frame.width + Self.indent, y: row.y)
      }
    )
  }

  /// The places nearest to the wishes (least squares) that keep their order and distance: neighbours
  /// that would overlap are pooled around their mean.
  static func spread(_ wishes: [Double], distance: Double, within height: Double) -> [Double] {
    var pools: [(sum: Double, count: Int)] = []
    for (index, wish) in wishes.enumerated() {
      // Distances become equalities: a pool is one value of wish − index·distance.
      pools.append((wish - Double(index) * distance, 1))
      while pools.count > 1 {
        let (last, before) = (pools[pools.count - 1], pools[pools.count - 2])
        guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
        pools.removeLast(2)
        pools.append((before.sum + last.sum, before.count + last.count))
      }
    }
    let highest = height - Double(max(wishes.count - 1, 0)) * distance
    var places: [Double] = []
    for pool in pools {
      let base = min(max(pool.sum / Double(pool.count), 0), max(highest, 0))
      for _ in 0..<pool.count { places.append(base + Double(places.count) * distance) }
    }
    return places
  }
}

extension OutsideReference {
  var isHorizontal: Bool { direction == .horizontal }
}
