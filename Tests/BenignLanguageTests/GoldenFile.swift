// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Cases in a text file: `=== title | state`, the cell, `---`, and what is expected.
///
/// With RECORD=1 in the environment the file is written anew from what the code does now, and the test fails.
struct GoldenFile {
  struct Case: Sendable {
    let title, state, cell, expected: String
  }

  let path: String
  let cases: [Case]

  static var isRecording: Bool { ProcessInfo.processInfo.environment["RECORD"] == "1" }

  init(_ name: String) throws {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    path = folder.joined(separator: "/") + "/Golden/" + name
    let text = try String(contentsOfFile: path, encoding: .utf8)
    cases = text.split(separator: "=== ").map { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let heading = lines[0].split(separator: "|").map { $0.trimmingBlanks }
      let divider = lines.firstIndex(of: "---") ?? lines.count - 1
      return Case(
        title: heading[0], state: heading.count > 1 ? heading[1] : "",
        cell: lines[1..<divider].joined(separator: "\n"),
        expected: lines[(divider + 1)...].joined(separator: "\n").trimmingBreaks)
    }
  }

  func record(_ outputs: [String]) throws {
    let blocks = zip(cases, outputs).map { `case`, output in
      let state = `case`.state.isEmpty ? "" : " | \(`case`.state)"
      return "=== \(`case`.title)\(state)\n\(`case`.cell)\n---\n\(output)\n"
    }
    try blocks.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}

extension GoldenFile.Case {
  /// The cell with the characters that a text file should not hold bare.
  var code: String {
    var scalars = String.UnicodeScalarView()
    for scalar in cell.unicodeScalars {
      switch scalar {
      case "␍": scalars.append("\r")
      case "␛": scalars.append("\u{1B}")
      case "␣": scalars.append("\u{200B}")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension String {
  fileprivate var trimmingBreaks: String {
    String(drop { $0 == "\n" }.reversed().drop { $0 == "\n" }.reversed())
  }
}
