// SPDX-License-Identifier: Apache-2.0

import Testing

/// The table of targets in Sources/README.md, which is the law: what a target may import.
struct TargetTable {
  let imports: [String: Set<String>]

  /// Rows are `| targets | responsibility | may import | … |`; names stand in backquotes.
  init(markdown: [Substring]) {
    var imports: [String: Set<String>] = [:]
    for line in markdown where line.hasPrefix("| `") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count > 3 else { continue }
      for target in Self.names(in: cells[1]) { imports[target] = Set(Self.names(in: cells[3])) }
    }
    self.imports = imports
  }

  private static func names(in cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .compactMap { $0.offset.isMultiple(of: 2) ? nil : String($0.element) }
  }
}

struct ImportTests {
  let tree = SourceTree.clone

  private func table() throws -> TargetTable {
    TargetTable(markdown: try tree.lines(of: "Sources/README.md"))
  }

  @Test("every target stands in the map's table, and nothing else does")
  func targetsAreInTheTable() throws {
    #expect(try table().imports.keys.sorted() == tree.targets())
  }

  @Test("a target imports only what the map's table allows it")
  func importsObeyTheTable() throws {
    let table = try table()
    var imports = 0
    for target in try tree.targets() {
      let allowed = table.imports[target] ?? []
      for path in try tree.paths(under: "Sources/" + target, endings: [".swift"]) {
        for module in try tree.lines(of: path).compactMap(importedModule) {
          imports += 1
          #expect(allowed.contains(module), "\(path) imports \(module)")
        }
      }
    }
    #expect(imports > 0)
  }

  @Test("the core, the charts and the wire reach each other through nothing that the table allows")
  func halvesAreApart() throws {
    let table = try table()
    let wire: Set = ["CZeroMQ", "ZeroMQ", "JupyterProtocol", "JupyterKernel"]
    let laboratory: Set = [
      "COpenBLAS", "CSQLite", "BenignCore", "BenignCharts", "BenignStore", "BenignLanguage",
    ]
    for target in wire {
      #expect(table.imports[target].map(laboratory.isDisjoint(with:)) == true, "\(target)")
    }
    for target in laboratory {
      #expect(table.imports[target].map(wire.isDisjoint(with:)) == true, "\(target)")
    }
  }

  @Test(
    "an import is recognised with every access level, attribute and kind",
    arguments: [
      ("import Crypto", "Crypto"), ("public import JupyterProtocol", "JupyterProtocol"),
      ("@_spi(X) internal import struct Logging.Logger", "Logging"),
      ("  private import func Glibc.read;", "Glibc"),
    ])
  func importLines(line: String, module: String) {
    #expect(importedModule(Substring(line)) == module)
  }

  @Test("a line that only speaks of an import is none")
  func otherLines() {
    for line in ["// import Foundation", "let important = 1", "importer.run()", "import", ""] {
      #expect(importedModule(Substring(line)) == nil, "\(line)")
    }
  }
}
