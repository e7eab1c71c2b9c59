// SPDX-License-Identifier: Apache-2.0

/// The look of one series; two series of a figure differ in more than their colour.
struct Style: Equatable {
  enum Shape: String, CaseIterable {
    case circle
    case triangleUp = "triangle-up"
    case square
    case diamond
    case cross
    case triangleDown = "triangle-down"

    /// How much larger its square must be to look as heavy as a circle.
    var weight: Double {
      switch self {
      case .circle: 1
      case .square: 0.85
      case .diamond: 1.6
      case .cross: 1.7
      case .triangleUp, .triangleDown: 1.5
      }
    }
  }

  /// `#rrggbb`.
  let color: String
  /// Lengths of strokes and gaps; empty for a solid line.
  let dash: [Double]
  let shape: Shape
  let lineWidth: Double

  /// Hues of Okabe and Ito (2008), told apart with every common colour vision, here with a
  /// luminance between 0.2 and 0.3: contrast 3 or more on white as on dark grey.
  static let palette = [
    "#1f82c0", "#d55e00", "#009e73", "#c46fa1", "#a37c00", "#6f7f94", "#857be9", "#649713",
    "#df6065", "#0591a9",
  ]
  /// The colours of what has an order go from violet over blue and green to orange, with the same luminance.
  static let sequence = [
    0x9661E2, 0x5E74F3, 0x0087D5, 0x0591A9, 0x029885, 0x029E48, 0x739706, 0xA08E07, 0xBB8608,
    0xD57C08,
  ].map { ColorMap.RGB($0) }
  /// Dash patterns of lines beyond the first.
  private static let dashes: [[Double]] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]]
  private static let uprightDashes: [[Double]] = [
    [12, 4], [12, 3, 2, 3], [12, 3, 2, 3, 2, 3], [16, 7],
  ]
  private static let referenceDashes: [[Double]] = [[5, 3], [1.5, 2.5], [9, 3], [9, 3, 1.5, 3]]
  /// Readable on white and on dark grey.
  static let neutral = "#858585"

  /// The style of the series that stands at `index` of its figure; 24 differ.
  static func series(_ index: Int) -> Style {
    let colors = palette.count
    return Style(
      color: palette[index % colors], dash: dashes[(index + index / (2 * colors)) % dashes.count],
      shape: Shape.allCases[index % Shape.allCases.count], lineWidth: 2)
  }

  /// The style of the series that stands at `index` of its figure, where each `count` of them go along the values of a number: colours
  /// tell the value, and dashes the round.
  static func ordered(_ index: Int, of count: Int) -> Style {
    let (round, step) = index.quotientAndRemainder(dividingBy: max(count, 1))
    let place = Double(step * (sequence.count - 1)) / Double(max(count - 1, 1))
    let stop = min(Int(saturating: place), sequence.count - 2)
    let color = sequence[stop].mixed(with: sequence[stop + 1], share: place - Double(stop))
    return Style(
      color: color.hex, dash: dashes[round % dashes.count],
      shape: Shape.allCases[step % Shape.allCases.count], lineWidth: 2)
  }

  /// Thin, grey and dashed: something to compare with.
  static func reference(_ index: Int) -> Style {
    Style(
      color: neutral, dash: referenceDashes[index % referenceDashes.count], shape: .circle,
      lineWidth: 1.5)
  }

  /// The same upright, with longer dashes than anything else has.
  static func upright(_ index: Int) -> Style {
    Style(
      color: neutral, dash: uprightDashes[index % uprightDashes.count], shape: .circle,
      lineWidth: 1.25)
  }

  /// Without dashes, as far as the colour alone tells it from other series: dashes then mean something to compare with.
  static func solid(_ index: Int) -> Style {
    let style = series(index)
    guard index < palette.count else { return style }
    return Style(color: style.color, dash: [], shape: style.shape, lineWidth: style.lineWidth)
  }

  /// The same look in the colour of another.
  func colored(as other: Style) -> Style {
    Style(color: other.color, dash: dash, shape: shape, lineWidth: lineWidth)
  }

  /// Thin and dotted or dashed, in the colour of the series that is compared with it.
  func comparison(_ index: Int) -> Style {
    let dashes = Self.comparisonDashes
    return Style(color: color, dash: dashes[index % dashes.count], shape: shape, lineWidth: 1.25)
  }

  /// The same where it stands for all series.
  static func neutralComparison(_ index: Int) -> Style { reference(0).comparison(index) }

  private static let comparisonDashes: [[Double]] = [[1.5, 2.5], [5, 3], [5, 2, 1.5, 2]]

  /// Thin and solid, in the colour of the series that a law was fitted to.
  var law: Style { Style(color: color, dash: [], shape: shape, lineWidth: 1.25) }

  /// A solid stroke of the same colour, thinner than a line.
  var whisker: Style { Style(color: color, dash: [], shape: shape, lineWidth: 1.5) }

  /// Strokes over cells without a value.
  static let hatching = Style(color: neutral, dash: [], shape: .circle, lineWidth: 1)

  /// A boundary's strokes: a thin light line on a dark casing stands out from any colour.
  static func boundary(_ index: Int) -> [Style] {
    [
      Style(color: "#161616", dash: [], shape: .circle, lineWidth: 2.4),
      Style(
        color: "#ffffff", dash: boundaryDashes[index % boundaryDashes.count], shape: .circle,
        lineWidth: 1.2),
    ]
  }

  private static let boundaryDashes: [[Double]] = [[], [5, 3], [1.5, 2.5], [9, 3, 1.5, 3]]
}
