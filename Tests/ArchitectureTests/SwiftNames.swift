// SPDX-License-Identifier: Apache-2.0

/// The type names of a file of Swift: which it declares for others, and which stand in its code.
struct SwiftNames {
  private(set) var declared: Set<Substring> = []
  private(set) var used: Set<Substring> = []

  private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias"]

  init(_ lines: [Substring]) {
    for line in lines {
      let words = Self.code(of: line).split { !($0.isLetter || $0.isNumber || $0 == "_") }
      used.formUnion(words.filter { $0.first?.isUppercase == true })
      // What is declared inside another type is named through it.
      guard line.first?.isLetter == true, !words.contains("private"),
        !words.contains("fileprivate"),
        let kind = words.firstIndex(where: Self.kinds.contains), kind + 1 < words.count
      else { continue }
      declared.insert(words[kind + 1])
    }
  }

  /// A line without its comment and without the texts in it.
  private static func code(of line: Substring) -> Substring {
    var code: Substring = ""
    var isText = false
    var last: Character = " "
    for character in line {
      if character == "\"", last != "\\" { isText.toggle() }
      if !isText, character == "/", last == "/" { break }
      if !isText { code.append(character) }
      last = character
    }
    return code
  }
}
