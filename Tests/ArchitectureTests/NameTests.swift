// SPDX-License-Identifier: Apache-2.0

import Testing

/// Names of types: each stands for one thing in the whole house.
struct NameTests {
  let tree = SourceTree.clone

  @Test("a name stands for one type: no two targets declare it")
  func namesAreUnique() throws {
    var owners: [Substring: String] = [:]
    for target in try tree.targets() {
      let paths = try tree.paths(under: "Sources/" + target, endings: [".swift"])
      for path in paths where !tree.isLink(path) {
        for type in SwiftNames(try tree.lines(of: path)).declared {
          let owner = owners[type, default: target]
          #expect(owner == target, "\(type) is declared in \(owner) and in \(target)")
          owners[type] = owner
        }
      }
    }
    #expect(owners.count > 300)
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
