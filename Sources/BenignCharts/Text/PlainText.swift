// SPDX-License-Identifier: Apache-2.0

extension String {
  /// On one line and legal in XML and JSON: line ends and tabs become blanks, other controls and
  /// noncharacters become U+FFFD.
  var onOneLine: String {
    var cleaned = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: cleaned.append(" ")
      case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: cleaned.append("\u{FFFD}")
      default: cleaned.append(scalar)
      }
    }
    return String(cleaned)
  }
}
