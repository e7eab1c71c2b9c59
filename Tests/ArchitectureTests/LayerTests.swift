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
}
