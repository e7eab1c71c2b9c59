// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import BenignLanguage

/// FUZZ=1000000 in the environment makes as many cells of each kind.
struct FuzzTests {
  private static let count =
    ProcessInfo.processInfo.environment["FUZZ"].flatMap { Int($0) } ?? 1_000

  @Test("a syntax tree survives being written as text and read again")
  func roundTrip() throws {
    for seed in 0..<UInt64(Self.count) {
      var generator = CellGenerator(seed: seed)
      let statements = generator.statements(3)
      let text = SyntaxText(statements).description
      let read = try Parser.statements(of: SourceText(text))
      #expect(TreeDump.text(read) == TreeDump.text(statements), "seed \(seed): \(text)")
    }
  }

  @Test("a cell of random characters is answered by everything that reads cells")
  func randomText() {
    let pieces = [
      "print", "mixture", "run", " ", "\n", "  ", "=", "(", ")", "[", "]", ",", ".", "..", "1",
      "e5",
      "\"", "\\", "#", "+", "-", "*", "/", "^", "<", ">", "!", "not", "and", "True", "a", "n=",
      "loss", "é", "😀", "\u{301}", "\0", "\r", "\u{2028}", "\u{A0}", "\u{FEFF}", "−", ";", "%",
    ]
    for seed in 0..<UInt64(Self.count) {
      var generator = CellGenerator(seed: seed)
      let length = Int.random(in: 0...30, using: &generator.random)
      probe((0..<length).map { _ in generator.pick(pieces) }.joined(), &generator, seed)
    }
  }

  @Test("a right cell with a few characters changed is answered by everything that reads cells")
  func mutated() {
    for seed in 0..<UInt64(Self.count) {
      var generator = CellGenerator(seed: seed)
      var scalars = Array(SyntaxText(generator.statements(2)).description.unicodeScalars)
      for _ in 0..<Int.random(in: 1...4, using: &generator.random) where !scalars.isEmpty {
        let place = Int.random(in: 0..<scalars.count, using: &generator.random)
        switch Int.random(in: 0..<4, using: &generator.random) {
        case 0: scalars.remove(at: place)
        case 1:
          scalars.insert(
            scalars[Int.random(in: 0..<scalars.count, using: &generator.random)], at: place)
        case 2: scalars.removeLast(scalars.count - place)
        default: scalars[place] = generator.pick(["(", "]", "\"", "=", "\n", ".", "5", "\0", "é"])
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      probe(String(text), &generator, seed)
    }
  }

  @Test("random programs of expressions run to an end")
  func programs() {
    for seed in 0..<UInt64(Self.count) {
      var generator = CellGenerator(seed: seed)
      var recorder = Recorder()
      for _ in 0..<3 {
        let value = generator.expression(depth: 4)
        let code = "a = \(SyntaxText(value))\nprint a\na"
        check(recorder.run(code), SourceText(code), seed)
      }
    }
  }

  /// Everything that takes the text of a cell, but for running it: what it names stays inside the cell.
  private func probe(_ code: String, _ generator: inout CellGenerator, _ seed: UInt64) {
    let source = SourceText(code)
    let session = Session()
    let cursor = Int.random(in: 0...source.count, using: &generator.random)
    do {
      let statements = try Parser.statements(of: source)
      for statement in statements { #expect(statement.range.upperBound <= source.count) }
      try Check.statements(statements, in: session)
      #expect(CellCompleteness(of: source) == .complete)
    } catch {
      check(error, source, seed)
    }
    let (items, range) = Completion.completions(in: source, at: cursor, of: session)
    #expect(range.upperBound == cursor && range.lowerBound >= 0, "seed \(seed)")
    #expect(items.allSatisfy { !$0.text.isEmpty })
    _ = Inspection.text(in: source, at: cursor, of: session)
  }

  private func check(_ diagnostic: Diagnostic?, _ source: SourceText, _ seed: UInt64) {
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
