// SPDX-License-Identifier: Apache-2.0

/// Builds the lines of a pgfplots picture.
struct TeXWriter {
  private(set) var text = ""

  /// Adds a line.
  mutating func line(_ line: String) {
    text += line
    text += "\n"
  }

  /// Adds a command with its options, and its operands in lines that editors can show.
  mutating func command(
    _ name: String, _ options: [String], _ operands: [String], end: String = ";"
  ) {
    text += "\\\(name)[\(options.joined(separator: ", "))]"
    var length = text.utf8.count
    for operand in operands {
      if text.utf8.count - length > 100 {
        text += "\n "
        length = text.utf8.count
      }
      text += " "
      text += operand
    }
    line(end)
  }
}

extension ColorMap.RGB {
  /// The colour as xcolor reads it, without a definition.
  var tex: String { "{rgb,255:red,\(red);green,\(green);blue,\(blue)}" }
}

extension Style {
  /// The colour as xcolor reads it.
  var tex: String { Self.tex(color) }

  /// - Parameter hex: `#rrggbb`.
  static func tex(_ hex: String) -> String {
    ColorMap.RGB(Int(hex.dropFirst(), radix: 16) ?? 0).tex
  }
}
