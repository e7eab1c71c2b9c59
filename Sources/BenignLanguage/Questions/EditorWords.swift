// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The words of the language by their kinds, for highlighting in editors and for the Python package.
public struct EditorWords: Sendable {
  public let name: String
  /// A phrase.
  public let meaning: String
  public let words: [String]

  public static let all = [
    EditorWords("commands", "what a statement begins with", Registry.commands.map(\.name)),
    EditorWords("keys", "what stands before =", keys.map(\.name).eachOnce),
    EditorWords(
      "whole_keys", "keys whose numbers are whole", keys.filter(\.isWhole).map(\.name).eachOnce),
    EditorWords("words", "words that a key takes", keys.flatMap(\.words).eachOnce),
    EditorWords("quantities", "quantities", Registry.quantityNames),
    EditorWords(
      "conditions", "quantities that are true or false",
      Quantity.all.filter { $0.shape == .boolean }.map(\.name)),
    EditorWords("settings", "settings that expressions read", Setting.all.map(\.name)),
    EditorWords("functions", "functions", Registry.functions.map(\.name)),
    EditorWords("constants", "constants", Registry.constants.keys.sorted()),
    EditorWords("names", "what is exported besides tables", Registry.exportableWords),
  ]

  private init(_ name: String, _ meaning: String, _ words: [String]) {
    (self.name, self.meaning, self.words) = (name, meaning, words)
  }

  private static let keys = Registry.commands.flatMap(\.keys)

  /// An object of JavaScript: each kind as one string with blanks between its words.
  public static var javaScript: String {
    let members = all.map { "\"\($0.name)\": \"\($0.words.joined(separator: " "))\"" }
    return "{\n" + members.map { "    \($0)" }.joined(separator: ",\n") + ",\n  }"
  }

  /// A module of Python: a set of each kind.
  public static var python: String {
    """
    # SPDX-License-Identifier: Apache-2.0
    \"""The words of the language. The registry writes them: RECORD=1 swift test --filter ReferenceTests\"""


    def _words(text: str) -> frozenset[str]:
        return frozenset(text.split())



    """
      + all.map { list in
        let lines = list.words.lines(ofWidth: 100).map { "    \($0)\n" }.joined()
        return
          "#: \(list.meaning.prefix(1).uppercased() + list.meaning.dropFirst()).\n"
          + "\(list.name.uppercased()) = _words(\"\"\"\n\(lines)\"\"\")\n"
      }.joined(separator: "\n")
  }
}

extension Key {
  fileprivate var isWhole: Bool {
    var kind = kind
    while true {
      switch kind {
      case .orWord(let inner, _), .perCell(let inner, _): kind = inner
      case .whole: return true
      default: return false
      }
    }
  }
}

extension [String] {
  /// Sorted, none twice.
  fileprivate var eachOnce: [String] { Set(self).sorted() }

  /// Joined by blanks.
  fileprivate func lines(ofWidth width: Int) -> [String] {
    reduce(into: [""]) { lines, word in
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = word
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(word)
      }
    }
  }
}
