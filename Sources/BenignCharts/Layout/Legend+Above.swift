// SPDX-License-Identifier: Apache-2.0

// Names above the frame.
extension Legend {
  /// Entries of one row with the place of their left edge.
  struct Row {
    fileprivate var items: [(text: String, sample: (any Sample)?, x: Double)] = []
    fileprivate var width = 0.0
  }

  /// Looks that are explained above the frame, broken into rows of a width.
  func rows(width: Double) -> [Row] {
    var items = inRows.map { (text: $0.label, sample: Optional($0.sample)) }
    if !hasColumn { items += outside.filter(\.isHorizontal).map { ($0.text, nil) } }
    var rows: [Row] = []
    for item in items {
      let text = TextMetrics.fitted(item.text, to: width - 40, size: 12)
      let sampleWidth = item.sample.map { $0.width + 6 } ?? 0
      let length = sampleWidth + TextMetrics.width(of: text, size: 12)
      if rows.last.map({ $0.width + length > width }) ?? true { rows.append(Row()) }
      let last = rows.count - 1
      rows[last].items.append((text, item.sample, rows[last].width))
      rows[last].width += length + 18
    }
    return rows
  }

  func placed(_ rows: [Row], in frame: Frame) -> (samples: [PlacedSample], texts: [PlacedText]) {
    var samples: [PlacedSample] = []
    var texts: [PlacedText] = []
    for (index, row) in rows.enumerated() {
      let y = -frame.headroom + 4 + Frame.row * (Double(index) + 0.5)
      for item in row.items {
        if let sample = item.sample {
          samples.append(
            PlacedSample(sample: sample, place: Point(x: frame.textLeft + item.x, y: y)))
        }
        let shift = item.sample.map { $0.width + 6 } ?? 0
        texts.append(PlacedText(text: item.text, x: frame.textLeft + item.x + shift, y: y))
      }
    }
    return (samples, texts)
  }

  /// Vertical references' names, the lowest of `count` lines first; those that would overlap go up.
  func names(in frame: Frame, x scale: AxisScale) -> (texts: [PlacedText], lines: Int) {
    let left = frame.textLeft
    let right = frame.width + frame.right - Frame.outer
    var wishes = above.map {
      ($0.short ?? $0.label, scale.fraction($0.anchor ?? scale.low) * frame.width)
    }
    wishes += outside.filter { !$0.isHorizontal }
      .map { ($0.text, $0.isAbove != scale.isReversed ? frame.width : 0) }
    var ends: [Double] = []
    var texts: [PlacedText] = []
    for (label, wish) in wishes.sorted(by: { $0.1 < $1.1 }) {
      let text = TextMetrics.fitted(label, to: frame.width, size: 12)
      let width = TextMetrics.width(of: text, size: 12)
      let start = max(left, min(wish - width / 2, right - width))
      let line = ends.firstIndex { $0 + 12 < start } ?? ends.count
      if line == ends.count { ends.append(0) }
      ends[line] = start + width
      texts.append(
        PlacedText(
          text: text, x: start + width / 2, y: -9 - Frame.row * Double(line), anchor: .middle))
    }
    return (texts, ends.count)
  }
}
