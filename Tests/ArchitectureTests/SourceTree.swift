// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The files of this clone, as the checks of its architecture read them.
struct SourceTree {
  let root: String

  /// The clone that this file was compiled in.
  static let clone = SourceTree(
    root: #filePath.split(separator: "/", omittingEmptySubsequences: false)
      .dropLast(3).joined(separator: "/"))

  /// Paths under `folder` with one of the endings, relative to the root and sorted.
  func paths(under folder: String, endings: [String]) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)
      .filter { path in endings.contains { path.hasSuffix($0) } }
      .filter { !$0.split(separator: "/").contains(".venv") }
      .map { folder + "/" + $0 }
      .sorted()
  }

  func text(of path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  func lines(of path: String) throws -> [Substring] {
    try text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Whether a file stands elsewhere and is only linked here.
  func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: root + "/" + path)) != nil
  }

  /// The folders of Sources: one a target.
  func targets() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/Sources")
      .filter { !$0.contains(".") }
      .sorted()
  }
}

/// The module that a line of Swift imports, `nil` when it imports none.
///
/// Knows access levels, attributes and kinds: `@testable public import struct Module.Type`.
func importedModule(_ line: Substring) -> String? {
  let levels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
  let kinds: Set<String> = [
    "class", "enum", "func", "let", "protocol", "struct", "typealias", "var",
  ]
  var words = line.split(whereSeparator: \.isWhitespace).map(String.init)[...]
  while let word = words.first, word.hasPrefix("@") || levels.contains(word) { words.removeFirst() }
  guard words.popFirst() == "import" else { return nil }
  if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
  let name = words.first?.prefix { $0 != "." && $0 != ";" }
  return name.map { String($0) }
}
