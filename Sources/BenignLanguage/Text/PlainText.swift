// SPDX-License-Identifier: Apache-2.0

/// Text from a cell or a file on its way to people.
public enum PlainText {
  /// Without control characters, which would move a terminal's cursor; tabs and line breaks stay.
  public static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: text.unicodeScalars.lazy.filter { !isControl($0) })
    return String(kept)
  }

  /// The same on one line: tabs and line breaks become blanks.
  public static func onOneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in printable(text).unicodeScalars {
      line.append(scalar.value == 0x09 || scalar.value == 0x0A ? " " : scalar)
    }
    return String(line)
  }

  /// A sentence on one line, without its middle where a name or a string in it is very long.
  public static func sentence(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > longestSentence else { return onOneLine(text) }
    let end = longestSentence / 4
    return onOneLine(
      String(scalars.prefix(longestSentence - end)) + " … " + String(scalars.suffix(end)))
  }

  private static let longestSentence = 2_000

  /// Of a page for people, in characters.
  static let width = 80

  /// Lines of whole words; a word that is too long stands alone.
  static func lines(of text: String, width: Int = width) -> [String] {
    guard text.unicodeScalars.count > width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.unicodeScalars.count + word.unicodeScalars.count + 1 > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return lines + [line]
  }

  /// Those lines as one text.
  static func wrapped(_ text: String) -> String { lines(of: text).joined(separator: "\n") }

  /// In double quotes, with the escapes of the language for what must not stand in them bare.
  public static func quoted(_ text: String) -> String {
    let inside = replacing(in: text) { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      default: isControl(scalar) ? escape(scalar) : nil
      }
    }
    return "\"\(inside)\""
  }

  /// The text with some of its characters replaced; where `replacement` is `nil` a character stays.
  public static func replacing(
    in text: String, _ replacement: (Unicode.Scalar) -> String?
  ) -> String {
    var replaced = ""
    for scalar in text.unicodeScalars {
      if let other = replacement(scalar) {
        replaced += other
      } else {
        replaced.unicodeScalars.append(scalar)
      }
    }
    return replaced
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let width = scalar.value <= 0xFF ? 2 : 4
    return (width == 2 ? "\\x" : "\\u")
      + String(repeating: "0", count: max(0, width - digits.count))
      + digits
  }

  /// C0 and C1 controls, and the marks that reverse the direction of what follows.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0...0x1F, 0x7F...0x9F: true
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
