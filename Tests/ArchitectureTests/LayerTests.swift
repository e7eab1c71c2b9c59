// SPDX-License-Identifier: Apache-2.0

import Testing

/// The layers of the core: which folder may name the types of which others.
///
/// They are one target, since a call between targets is not inlined, so that the compiler cannot check it.
struct LayerTests {
  let tree = SourceTree.clone
  private let core = "Sources/BenignCore"

  /// The layer of each folder, from the table in Sources/README.md: rows are `| number | name | folders |`.
  private func layers() throws -> [String: Int] {
    var layers: [String: Int] = [:]
    for line in try tree.lines(of: "Sources/README.md") {
      let cells = line.split(separator: "|").map { $0.split(separator: " ") }
      guard cells.count == 3, let number = cells[0].first.flatMap({ Int($0) }) else { continue }
      for name in cells[2] { layers[String(name.filter { $0.isLetter })] = number }
    }
    return layers
  }

  private func folder(of path: String) -> String {
    String(path.dropFirst(core.count + 1).prefix { $0 != "/" })
  }

  @Test("every folder of the core stands in one layer of the map, and nothing else does")
  func foldersAreInTheTable() throws {
    let paths = try tree.paths(under: core, endings: [".swift"])
    #expect(try layers().keys.sorted() == Set(paths.map(folder)).sorted())
  }

  @Test("a folder of the core names types of its own layer and of lower ones only")
  func namesObeyTheTable() throws {
    let layers = try layers()
    let paths = try tree.paths(under: core, endings: [".swift"])
    let code = try paths.map { SwiftNames(try tree.lines(of: $0)) }
    var owners: [Substring: Set<String>] = [:]
    for (path, names) in zip(paths, code) {
      for type in names.declared { owners[type, default: []].insert(folder(of: path)) }
    }
    var checked = 0
    for (path, names) in zip(paths, code) {
      let layer = layers[folder(of: path)] ?? 0
      for type in names.used {
        guard let owners = owners[type], owners.count == 1, let owner = owners.first else {
          continue
        }
        checked += 1
        #expect(
          layers[owner] ?? .max <= layer, "\(path) names \(type), which \(owner)/ declares")
      }
    }
    #expect(checked > 500)
  }

  @Test("names are read from code, and not from comments or texts")
  func namesOfCode() {
    let names = SwiftNames([
      "public final class Lantern: Sendable {", "  // Not Comment", "  let text = \"Not Text\"",
      "  private struct Hidden {}", "  func light(_ match: Match) -> Flame? { nil } // Nor This",
    ])
    #expect(names.declared == ["Lantern"])
    #expect(names.used == ["Lantern", "Sendable", "Hidden", "Match", "Flame"])
  }
}

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
