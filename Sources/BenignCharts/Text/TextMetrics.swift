// SPDX-License-Identifier: Apache-2.0

/// Widths of text in a sans-serif face, as no renderer is asked while a figure is laid out.
///
/// They are DejaVu Sans's, the widest face that pictures are drawn in, where a system has nothing else: what finds room in it does so in
/// Helvetica and its likes too, which need about a sixth less.
enum TextMetrics {
  /// Advance widths of U+0020 … U+007E in thousandths of the font size.
  private static let widths: [Int] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
  ]

  static func width(of text: String, size: Double) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars { thousandths += advance(of: scalar) }
    return Double(thousandths) * size / 1_000
  }

  /// The text, or as much of its beginning as fits with an ellipsis.
  static func fitted(_ text: String, to width: Double, size: Double) -> String {
    guard self.width(of: text, size: size) > width else { return text }
    var room = Int(saturating: width * 1_000 / size) - 1_000
    var kept = ""
    for character in text {
      room -= character.unicodeScalars.reduce(0) { $0 + advance(of: $1) }
      if room < 0 { break }
      kept.append(character)
    }
    while kept.last == " " { kept.removeLast() }
    return kept + "…"
  }

  /// The text in lines that have room, broken where a separator stands; its end of a line has no blank.
  static func lines(
    of text: String, brokenAt separator: String, to width: Double, size: Double
  ) -> [String] {
    let mark = separator.filter { $0 != " " }
    var lines: [String] = []
    for part in text.split(separator: separator) {
      let longer = lines.last.map { $0 + separator + part } ?? String(part)
      if lines.isEmpty || self.width(of: longer + mark, size: size) > width {
        if !lines.isEmpty { lines[lines.count - 1] += mark }
        lines.append(String(part))
      } else {
        lines[lines.count - 1] = longer
      }
    }
    return lines
  }

  private static func advance(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x7E: widths[Int(scalar.value) - 0x20]
    case 0x202F: 200
    case 0xB2, 0xB3, 0xB9, 0x2070...0x208E: 401
    case 0xB1, 0xD7, 0xF7, 0x2190...0x22FF: 838
    case 0x300...0x36F: 0
    case 0x1100...0x115F, 0x2E80...0xFF60, 0x1F000...0x3FFFF: 1_000
    default: 640
    }
  }
}
