// SPDX-License-Identifier: Apache-2.0

/// How people are told which cell is meant.
struct CellLabel: Sendable, Equatable {
  /// Code points of a cell that are shown.
  private static let widest = 40

  /// The number of its execution; `nil` for a silent cell, and for a file.
  let execution: Int?
  /// Its first line that holds more than a comment, cut where it is long.
  let text: String

  init(_ source: SourceText, execution: Int?) {
    self.execution = execution
    text = Self.firstLine(of: source)
  }

  /// "cell 7, run steps=1000".
  var words: String {
    let number = execution.map { "cell \($0)" } ?? "the cell"
    return text.isEmpty ? number : "\(number), \(text)"
  }

  private static func firstLine(of source: SourceText) -> String {
    var line = String.UnicodeScalarView()
    var isComment = false
    var isCut = false
    for scalar in source.scalars {
      if scalar.isLineBreak {
        if !line.isEmpty { break }
        isComment = false
      } else if !isComment {
        if line.count == widest {
          isCut = true
          break
        }
        isComment = scalar == "#" && line.isEmpty
        let isIndent = line.isEmpty && (scalar.isBlank || scalar == "\u{FEFF}")
        if !isComment, !isIndent { line.append(scalar) }
      }
    }
    return PlainText.onOneLine(String(line)) + (isCut ? "…" : "")
  }
}
