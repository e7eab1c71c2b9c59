// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

/// Asks everything that reads cells about one.
enum CellProbe {
  /// What cells are made of, and what they should not be made of.
  static let pieces = [
    "print", "mixture", "run", " ", "\n", "  ", "=", "(", ")", "[", "]", ",", ".", "..", "1",
    "e5",
    "\"", "\\", "#", "+", "-", "*", "/", "^", "<", ">", "!", "not", "and", "True", "a", "n=",
    "loss", "é", "😀", "\u{301}", "\0", "\r", "\u{2028}", "\u{A0}", "\u{FEFF}", "−", ";", "%",
  ]

  /// Everything that takes the text of a cell, but for running it: what it names stays inside the cell.
  static func probe(_ code: String, _ generator: inout CellGenerator, _ seed: UInt64) {
    let source = SourceText(code)
    let session = Session()
    let cursor = Int.random(in: 0...source.count, using: &generator.random)
    let completeness = CellCompleteness(of: source)
    do {
      let statements = try Parser.statements(of: source)
      for statement in statements { #expect(statement.range.upperBound <= source.count) }
      try Check.statements(statements, in: session)
      #expect(completeness == .complete)
    } catch {
      check(error, source, seed)
    }
    let (items, range) = Completion.completions(in: source, at: cursor, of: session)
    #expect(range.upperBound == cursor && range.lowerBound >= 0, "seed \(seed)")
    #expect(items.allSatisfy { !$0.text.isEmpty })
    _ = Inspection.page(in: source, at: cursor, of: session)?.text
  }

  static func check(_ diagnostic: Diagnostic?, _ source: SourceText, _ seed: UInt64) {
    guard let diagnostic else { return }
    guard let range = diagnostic.range else {
      Issue.record("seed \(seed): no place: \(diagnostic.message)")
      return
    }
    #expect(range.lowerBound >= 0 && range.upperBound <= source.count, "seed \(seed)")
    let lines = DiagnosticText(diagnostic, in: source).lines
    #expect(lines.count >= 3)
    #expect(
      lines.allSatisfy { line in !line.unicodeScalars.contains { $0.value < 0x20 } }, "seed \(seed)"
    )
  }
}
