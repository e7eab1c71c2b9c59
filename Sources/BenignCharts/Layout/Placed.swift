// SPDX-License-Identifier: Apache-2.0

/// A text with its anchor's place; `y` is the middle of its height.
struct PlacedText: Equatable {
  enum Role: Equatable {
    case title
    case subtitle
    case label
    case category
    case note

    var size: Double {
      switch self {
      case .title: 16
      case .subtitle, .label: 12
      case .category, .note: 11
      }
    }

    var isQuiet: Bool {
      switch self {
      case .subtitle, .note: true
      case .title, .label, .category: false
      }
    }
  }

  enum Anchor: String {
    case start
    case middle
    case end
  }

  let text: String
  let x: Double
  let y: Double
  var role = Role.label
  var anchor = Anchor.start
  /// Degrees, clockwise.
  var angle = 0.0
}

/// A sample of a look beside the name that explains it; `y` is its middle.
struct PlacedSample: Equatable {
  static let width = 22.0
  static let hatchedWidth = 18.0

  let sample: LegendEntry.Sample
  let x: Double
  let y: Double

  /// The strokes of a small hatched cell with its frame, in pixels.
  var hatching: [Segment] {
    let (left, right, top, bottom) = (x, x + Self.hatchedWidth, y - 6, y + 6)
    let corners = [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
      .map { Point(x: $0.0, y: $0.1) }
    let frame = zip(corners, corners.dropFirst()).map { Segment(start: $0, end: $1) }
    let strokes = [-6.0, 0, 6, 12].map { shift in
      let start = max(left, left + shift)
      let end = min(right, left + shift + 12)
      return Segment(
        start: Point(x: start, y: bottom - (start - left - shift)),
        end: Point(x: end, y: bottom - (end - left - shift)))
    }
    return frame + strokes
  }
}
