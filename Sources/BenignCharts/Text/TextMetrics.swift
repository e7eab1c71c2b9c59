// SPDX-License-Identifier: Apache-2.0

/// Widths of text in a sans-serif face, as no renderer is asked while a figure is laid out.
enum TextMetrics {
  /// Advance widths of U+0020 … U+007E in thousandths of the font size, those of Helvetica.
  private static let widths: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  static func width(of text: String, size: Double) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars { thousandths += advance(of: scalar) }
    return Double(thousandths) * size / 1_000
  }

  /// The text, or as much of its beginning as fits with an ellipsis.
  static func fitted(_ text: String, to width: Double, size: Double) -> String {
    guard self.width(of: text, size: size) > width else { return text }
    var room = Int(width * 1_000 / size) - 1_000
    var kept = ""
    for character in text {
      room -= character.unicodeScalars.reduce(0) { $0 + advance(of: $1) }
      if room < 0 { break }
      kept.append(character)
    }
    while kept.last == " " { kept.removeLast() }
    return kept + "…"
  }

  private static func advance(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x7E: widths[Int(scalar.value) - 0x20]
    case 0x202F: 200
    case 0xB2, 0xB3, 0xB9, 0x2070...0x208E: 360
    case 0x300...0x36F: 0
    case 0x1100...0x115F, 0x2E80...0xFF60, 0x1F000...0x3FFFF: 1_000
    default: 600
    }
  }
}
