// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

struct StyleTests {
  let tree = SourceTree.clone

  @Test("every source file bears its licence in the first line, or in the second below `#!`")
  func licenceLines() throws {
    let sources = try tree.paths(under: "Sources", endings: [".swift", ".h", ".modulemap"])
    let tests = try tree.paths(under: "Tests", endings: [".swift", ".py", "/run"])
    let delivery = try tree.paths(under: "kernelspec", endings: [".py", ".sh", "/setup"])
    let files = sources + tests + delivery + ["Tests/run", "kernelspec/setup", ".ci/run"]
    for path in files {
      let lines = try tree.lines(of: path)
      let line = lines.first?.hasPrefix("#!") == true ? lines.dropFirst().first : lines.first
      let expected = [
        "// SPDX-License-Identifier: Apache-2.0", "# SPDX-License-Identifier: Apache-2.0",
      ]
      #expect(line.map { expected.contains(String($0)) } == true, "\(path)")
    }
  }

  @Test("the binary's sources hold none of the words that the style forbids")
  func forbiddenWords() throws {
    let forbidden = [
      "fatalError(", "try!", "as! ", "TODO", "FIXME", "not implemented", "import Foundation;",
    ]
    for path in try tree.paths(under: "Sources", endings: [".swift", ".h"]) {
      for (number, line) in try tree.lines(of: path).enumerated() {
        let found = forbidden.filter { (line + ";").contains($0) }
        #expect(found.isEmpty, "\(path):\(number + 1) holds \(found)")
      }
    }
  }

  @Test("a target that knows numbers turns them into whole ones where nothing traps")
  func conversionsSaturate() throws {
    // Which conversions take a Double, the compiler knows: where WholeNumber.swift stands, they are errors.
    let declarations = try tree.text(of: "Package.swift").components(separatedBy: "arget(")
    for target in try tree.targets() {
      let paths = try tree.paths(under: "Sources/" + target, endings: [".swift"])
      guard paths.contains(where: { $0.hasSuffix("/WholeNumber.swift") }) else {
        // The store keeps a number as its bits, what is added up in `Concurrency` stays a number, and pixels that are no whole number are refused.
        let needsNone = try paths.allSatisfy { try !tree.text(of: $0).contains("Double") }
        #expect(
          needsNone || ["BenignStore", "Concurrency", "SVGConversion"].contains(target), "\(target)"
        )
        continue
      }
      let own = declarations.filter { $0.contains("name: \"\(target)\"") }
      #expect(own.contains { $0.contains("+ total)") }, "\(target)")
    }
  }

  @Test("whoever vouches for thread safety proves it in the comment above")
  func uncheckedSendable() throws {
    for path in try tree.paths(under: "Sources", endings: [".swift"]) {
      let lines = try tree.lines(of: path)
      for (number, line) in lines.enumerated()
      where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
        let above = number > 0 ? lines[number - 1].drop(while: \.isWhitespace) : ""
        #expect(above.hasPrefix("//"), "\(path):\(number + 1)")
      }
    }
  }

  @Test("no file is a drawer: its name says one idea, and it is not long")
  func filesAreOneIdea() throws {
    let drawers = ["Utils", "Utilities", "Helper", "Manager", "Common", "Misc"]
    for path in try tree.paths(under: "Sources", endings: [".swift"]) {
      let name = path.split(separator: "/").last ?? ""
      #expect(!drawers.contains { name.contains($0) }, "\(path)")
      #expect(try tree.lines(of: path).count <= 400, "\(path)")
    }
  }

  @Test("no function is longer than forty lines")
  func functionsAreShort() throws {
    for path in try tree.paths(under: "Sources", endings: [".swift"]) {
      for function in functions(in: try tree.lines(of: path)) {
        #expect(function.length <= 40, "\(path):\(function.line)")
      }
    }
  }

  /// Where each function's body begins, and how many lines it has. Relies on the formatter: a body
  /// ends at the first brace that is indented like its declaration.
  private func functions(in lines: [Substring]) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    for (start, line) in lines.enumerated() {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "(" || $0 == "?" })
      guard words.contains("func") || words.contains("init"), !line.contains("//") else { continue }
      let indent = line.prefix { $0 == " " }
      let signature = lines[start...].prefix { part in
        part == line || part.hasPrefix(indent + " ") || part.hasPrefix(indent + ")")
      }
      guard
        let body = signature.firstIndex(where: { $0.hasSuffix("{") || $0.hasSuffix("}") }),
        signature[body].hasSuffix("{"),
        let end = lines[body...].firstIndex(where: { $0 == indent + "}" })
      else { continue }
      found.append((start + 1, end - body - 1))
    }
    return found
  }
}
