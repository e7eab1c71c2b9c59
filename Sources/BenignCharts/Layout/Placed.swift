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

/// A sample of a look beside the name that explains it, at the middle of its left edge.
struct PlacedSample {
  let sample: any Sample
  let place: Point
}
