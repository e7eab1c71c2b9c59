// SPDX-License-Identifier: Apache-2.0

/// The explanation of colours: a bar on the right of the frame, with its own axis.
struct ColorBar {
  static let width = 14.0
  private static let distance = 16.0

  let colors: ColorMap
  let ticks: Ticks
  private let title: String

  init(_ colors: ColorMap, title: String) {
    self.colors = colors
    self.title = title
    ticks = Ticks(for: colors.scale, most: 7)
  }

  /// Room beside the frame.
  var breadth: Double {
    let widest = ticks.major.map { TextMetrics.width(of: $0.label, size: 11) }.max() ?? 0
    return Self.distance + Self.width + 8 + widest
  }

  func left(in frame: Frame) -> Double { frame.width + Self.distance }

  /// Equal slices from the lower end up, each with the value in its middle.
  func slices(count: Int, height: Double) -> [(top: Double, bottom: Double, value: Double)] {
    let mapping = colors.scale.mapping
    let low = mapping.coordinate(colors.scale.low)
    let high = mapping.coordinate(colors.scale.high)
    return (0..<count).map { index in
      let share = (Double(index) + 0.5) / Double(count)
      return (
        top: height * (1 - Double(index + 1) / Double(count)),
        bottom: height * (1 - Double(index) / Double(count)),
        value: mapping.value(at: low + share * (high - low))
      )
    }
  }

  /// Where a value stands on the bar.
  func y(_ value: Double, in frame: Frame) -> Double {
    (1 - colors.scale.fraction(value)) * frame.height
  }

  func texts(in frame: Frame) -> [PlacedText] {
    let labels = ticks.major.map { tick in
      PlacedText(
        text: tick.label, x: left(in: frame) + Self.width + 7, y: y(tick.value, in: frame))
    }
    let room = frame.totalWidth - 2 * Frame.outer
    let text = TextMetrics.fitted(title, to: room, size: 12)
    return labels + [
      PlacedText(text: text, x: frame.width + frame.right - Frame.outer, y: -13, anchor: .end)
    ]
  }
}
