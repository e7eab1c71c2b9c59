// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import BenignLanguage

struct ReferenceTests {
  private static let opening =
    "<!-- The registry writes what follows: RECORD=1 swift test --filter ReferenceTests -->\n"
  private static let closing = "\n<!-- Here ends what the registry writes. -->"

  @Test("the tables of Sources/REFERENCE.md are what the registry says")
  func tables() throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let path = root.joined(separator: "/") + "/Sources/REFERENCE.md"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let start = try #require(text.firstRange(of: Self.opening)?.upperBound)
    let end = try #require(text.firstRange(of: Self.closing)?.lowerBound)
    guard GoldenFile.isRecording else {
      #expect(String(text[start..<end]) == ReferenceTables.markdown)
      return
    }
    let recorded = text[..<start] + ReferenceTables.markdown + text[end...]
    try String(recorded).write(toFile: path, atomically: true, encoding: .utf8)
    Issue.record("recorded the reference tables")
  }

  @Test("the Python package's words are what the registry says")
  func words() throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let path = root.joined(separator: "/") + "/kernelspec/python/benign/_words.py"
    guard GoldenFile.isRecording else {
      #expect(try String(contentsOfFile: path, encoding: .utf8) == EditorWords.python)
      return
    }
    try EditorWords.python.write(toFile: path, atomically: true, encoding: .utf8)
    Issue.record("recorded the words")
  }

  @Test("a table has as many cells in every row as in its header")
  func shape() {
    for block in ReferenceTables.markdown.split(separator: "\n\n") where block.hasPrefix("|") {
      let widths = block.split(separator: "\n").map { line in
        line.replacing("\\|", with: "").count { $0 == "|" }
      }
      #expect(Set(widths).count == 1, "\(block.prefix(60))")
    }
  }
}
