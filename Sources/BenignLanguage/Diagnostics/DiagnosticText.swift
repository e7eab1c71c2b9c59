// SPDX-License-Identifier: Apache-2.0

/// A diagnostic as people read it: the sentence, the line with a caret, what was expected, the nearest right form.
public struct DiagnosticText: Sendable {
  /// Columns of the cell's line that are shown; of a longer one, those around the place.
  static let widest = 72

  public let lines: [String]

  public init(_ diagnostic: Diagnostic, in source: SourceText) {
    var lines = ["\(diagnostic.kind.rawValue): \(PlainText.sentence(diagnostic.message))"]
    if let range = diagnostic.range { lines += Self.excerpt(range, source) }
    if let expected = diagnostic.expected {
      lines.append("expected: \(PlainText.sentence(expected))")
    }
    if let suggestion = diagnostic.suggestion {
      lines.append("perhaps:  \(PlainText.sentence(suggestion))")
    }
    self.lines = lines
  }

  private static func excerpt(_ range: Range<Int>, _ source: SourceText) -> [String] {
    let (number, line) = source.line(at: range.lowerBound)
    let label = "\(number) | "
    var start = line.lowerBound
    var end = line.upperBound
    let isCutBefore = range.lowerBound - start > widest - 8 && end - start > widest
    if isCutBefore { start = range.lowerBound - widest / 2 }
    let isCutAfter = end - start > widest
    if isCutAfter { end = start + widest }
    let shown = source.scalars[start..<end].map(visible)
    let prefix = label + (isCutBefore ? "…" : "")
    var text = prefix
    text.unicodeScalars.append(contentsOf: shown)
    if isCutAfter { text += "…" }
    let from = min(max(range.lowerBound, start), end)
    let marks = max(1, min(range.upperBound, end) - from)
    let caret =
      String(repeating: " ", count: prefix.unicodeScalars.count + from - start)
      + String(repeating: "^", count: marks)
    return [text, caret]
  }

  /// One column for every code point, so that the caret stands under its place.
  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .spaceSeparator: " "
    default: scalar
    }
  }
}
