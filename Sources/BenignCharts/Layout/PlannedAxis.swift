// SPDX-License-Identifier: Apache-2.0

/// An axis with its marks and labels.
struct PlannedAxis {
  enum Side {
    case left(height: Double)
    case below(width: Double)
  }

  static let labelSize = 11.0
  /// A category's name beside a vertical axis takes at most so many pixels.
  private static let maximalWidth = 150.0
  /// A category's name that runs downwards takes at most so many pixels.
  private static let slantedWidth = 104.0

  let title: String
  let scale: AxisScale
  let ticks: Ticks
  /// Names instead of numbers; they come from the user and are drawn as data.
  let categories: [String]
  private let side: Side

  init(_ axis: Axis, _ scale: AxisScale, _ marking: Scene.Marking, side: Side) {
    self.scale = scale
    self.side = side
    title = TextMetrics.fitted(axis.title.onOneLine, to: side.length + 40, size: 12)
    categories = axis.categories.map(\.onOneLine)
    guard marking.hasValues else {
      ticks = Ticks(major: [])
      return
    }
    guard categories.isEmpty else {
      ticks = Ticks(major: categories.indices.map { Ticks.Tick(value: Double($0), label: "") })
      return
    }
    if let own = Ticks(at: marking.places, on: scale), side.hasRoom(for: own, on: scale, least: 16)
    {
      ticks = own
      return
    }
    // As many labels as keep their distance from one another.
    let candidates = stride(from: 8, through: 3, by: -1).lazy
      .map { Ticks(for: scale, most: $0, whole: marking.isWhole) }
    ticks =
      candidates.first { side.hasRoom(for: $0, on: scale, least: 32) }
      ?? Ticks(for: scale, most: 2, whole: marking.isWhole)
  }

  /// What labels and marks need beside a vertical axis.
  var breadth: Double {
    let labels = categories.isEmpty ? ticks.major.map(\.label) : categories
    let widest = labels.map { TextMetrics.width(of: $0, size: Self.labelSize) }.max() ?? 0
    return min(widest, Self.maximalWidth) + 10
  }

  /// What labels and marks need below a horizontal axis.
  var depth: Double {
    guard isSlanted else { return 22 }
    let widest = categories.map { TextMetrics.width(of: $0, size: Self.labelSize) }.max() ?? 0
    // 0.574 is the sine of 35°.
    return max(64, (20 + 0.574 * min(widest, Self.slantedWidth)).rounded())
  }

  /// Names too wide for their place run downwards.
  private var isSlanted: Bool {
    let slot = side.length / Double(max(categories.count, 1))
    return categories.contains { TextMetrics.width(of: $0, size: Self.labelSize) > slot - 8 }
  }

  func categoryTexts(in frame: Frame) -> [PlacedText] {
    categories.enumerated().map { index, name in
      let fraction = scale.fraction(Double(index))
      switch side {
      case .left:
        return PlacedText(
          text: TextMetrics.fitted(name, to: Self.maximalWidth, size: Self.labelSize), x: -9,
          y: (1 - fraction) * frame.height, role: .category, anchor: .end)
      case .below where isSlanted:
        return PlacedText(
          text: TextMetrics.fitted(name, to: Self.slantedWidth, size: Self.labelSize),
          x: fraction * frame.width + 4, y: frame.height + 12, role: .category, anchor: .end,
          angle: -35)
      case .below:
        return PlacedText(
          text: name, x: fraction * frame.width, y: frame.height + 15, role: .category,
          anchor: .middle)
      }
    }
  }
}

extension PlannedAxis.Side {
  var length: Double {
    switch self {
    case .left(let height): height
    case .below(let width): width
    }
  }

  /// - Parameter least: pixels from one label's middle to the next above it.
  func hasRoom(for ticks: Ticks, on scale: AxisScale, least: Double) -> Bool {
    zip(ticks.major, ticks.major.dropFirst()).allSatisfy { first, second in
      let distance = (scale.fraction(second.value) - scale.fraction(first.value)).magnitude * length
      switch self {
      case .left: return distance > least
      case .below:
        let widths = [first, second].map {
          TextMetrics.width(of: $0.label, size: PlannedAxis.labelSize)
        }
        return distance > (widths[0] + widths[1]) / 2 + 14
      }
    }
  }
}
