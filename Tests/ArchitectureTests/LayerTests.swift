// SPDX-License-Identifier: Apache-2.0

import Testing

/// The layers of a target: which folder may name the types of which others.
///
/// Its folders are one target, since a call between targets is not inlined, so that the compiler cannot check it.
struct LayerTests {
  let tree = SourceTree.clone

  /// The layer of each folder of a target, from its table in Sources/README.md: rows are `| number | name | folders |`, and stand below the line that
  /// begins with the word Inside and the target's name.
  private func layers(of target: String) throws -> [String: Int] {
    var layers: [String: Int] = [:]
    var isInside = false
    for line in try tree.lines(of: "Sources/README.md") {
      if line.hasPrefix("Inside `") { isInside = line.hasPrefix("Inside `\(target)`") }
      let cells = line.split(separator: "|").map { $0.split(separator: " ") }
      guard isInside, cells.count == 3, let number = cells[0].first.flatMap({ Int($0) }) else {
        continue
      }
      for name in cells[2] { layers[String(name.filter { $0.isLetter })] = number }
    }
    return layers
  }

  private func files(of target: String) throws -> [(path: String, folder: String)] {
    let root = "Sources/" + target
    return try tree.paths(under: root, endings: [".swift"]).map { path in
      (path, String(path.dropFirst(root.count + 1).prefix { $0 != "/" }))
    }
  }

  @Test(
    "every folder of a target with layers stands in one of them, and nothing else does",
    arguments: ["BenignCore", "BenignLanguage"])
  func foldersAreInTheTable(target: String) throws {
    #expect(
      try layers(of: target).keys.sorted() == Set(try files(of: target).map(\.folder)).sorted())
  }

  @Test(
    "a folder names types of its own layer and of lower ones only",
    arguments: ["BenignCore", "BenignLanguage"])
  func namesObeyTheTable(target: String) throws {
    let layers = try layers(of: target)
    let files = try files(of: target)
    let code = try files.map { SwiftNames(try tree.lines(of: $0.path)) }
    var owners: [Substring: Set<String>] = [:]
    for (file, names) in zip(files, code) {
      for type in names.declared { owners[type, default: []].insert(file.folder) }
    }
    var checked = 0
    for (file, names) in zip(files, code) {
      let layer = layers[file.folder] ?? 0
      for type in names.used {
        guard let owners = owners[type], owners.count == 1, let owner = owners.first else {
          continue
        }
        checked += 1
        #expect(
          layers[owner] ?? .max <= layer, "\(file.path) names \(type), which \(owner)/ declares")
      }
    }
    #expect(checked > 500)
  }
}
