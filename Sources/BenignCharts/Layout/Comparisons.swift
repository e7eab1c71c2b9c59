// SPDX-License-Identifier: Apache-2.0

/// A reference line that would squeeze the data, named at the edge towards it.
struct OutsideReference: Equatable {
  let direction: ReferenceLine.Direction
  let label: String
  let isAbove: Bool

  /// With an arrow that points to where the line would be.
  var text: String {
    switch direction {
    case .horizontal: (isAbove ? "↑ " : "↓ ") + label
    case .vertical: isAbove ? label + " →" : "← " + label
    }
  }
}

/// What becomes of a figure's reference lines once its axes are known.
struct Comparisons {
  var marks: [NamedMark] = []
  var entries: [LegendEntry] = []
  var outside: [OutsideReference] = []
  var notes: [String] = []

  /// - Parameter styleOfSeries: the style of a series, by its place among those of the figure.
  init(
    _ references: [ReferenceLine], x: AxisScale, y: AxisScale, styleOfSeries: (Int) -> Style
  ) {
    var kinds: [String] = []
    for (index, line) in references.enumerated() {
      var style = line.direction == .horizontal ? Style.reference(index) : Style.upright(index)
      if let member = line.membership {
        let kind = member.kind.onOneLine
        let place = kinds.firstIndex(of: kind) ?? kinds.count
        let common = Style.upright(place)
        style = member.series.map { common.colored(as: styleOfSeries($0)) } ?? common
        if place == kinds.count {
          kinds.append(kind)
          entries.append(LegendEntry(label: kind, sample: CurveSample(strokes: [common])))
        }
      }
      let scale = line.direction == .horizontal ? y : x
      let label = line.label.onOneLine
      guard !line.value.isNaN else {
        notes.append("\(label): no value.")
        continue
      }
      let number = NumberFormat.readable(line.value)
      let text = label == number ? number : "\(label) \(line.isBound ? "<" : "=") \(number)"
      guard scale.contains(line.value) else {
        outside.append(
          OutsideReference(
            direction: line.direction, label: text, isAbove: line.value > scale.high))
        continue
      }
      let mark = ReferenceMark(direction: line.direction, value: line.value, style: style)
      marks.append(NamedMark(name: text, mark: mark))
      entries.append(
        LegendEntry(
          label: text, sample: ReferenceSample(direction: line.direction, style: style),
          anchor: line.value, short: line.membership == nil ? nil : number))
    }
  }
}
