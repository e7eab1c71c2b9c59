// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import BenignLanguage

/// Needs Debian's package librsvg2-2.
@Suite("files for papers")
struct PaperFileTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func content(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)")))
  }

  @Test(
    "the ending of a picture's file says its form",
    arguments: [
      ("a.svg", "<svg "), ("a.SVG", "<svg "), ("a.pdf", "%PDF-"),
      ("a.PDF", "%PDF-"), ("a.b.tex", "% loss against t"),
    ])
  func picture(name: String, start: String) throws {
    var recorder = Recorder()
    let code = StatementTests.setup + "run steps=50\nplot loss file=\"\(folder.path)/\(name)\""
    #expect(recorder.run(code) == nil)
    #expect(try content(of: name).starts(with: start.utf8))
  }

  @Test("a PNG file has two pixels for one")
  func png() throws {
    var recorder = Recorder()
    let code =
      StatementTests.setup
      + "run steps=50\nplot loss width=320 height=200 file=\"\(folder.path)/a.png\""
    #expect(recorder.run(code) == nil)
    let bytes = try content(of: "a.png")
    #expect(bytes[16..<24].elementsEqual([0, 0, 2, 128, 0, 0, 1, 144]))
  }

  @Test(
    "another form is refused before anything is computed", arguments: ["jpg", "EPS", "webp", ""])
  func refused(ending: String) throws {
    var recorder = Recorder()
    let code = StatementTests.setup + "plot loss file=\"\(folder.path)/a.\(ending)\""
    let found = recorder.run(code)
    let diagnostic = try #require(found)
    #expect(diagnostic.kind == .invalidArgument && diagnostic.range != nil)
    let form = ["EPS": "pdf", "": "svg"][ending] ?? "png"
    #expect(diagnostic.suggestion?.contains("a.\(form)\"") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("a table becomes a LaTeX table, of two keys and one measure in rows and columns")
  func table() throws {
    var recorder = Recorder()
    let code = """
      mixture n=20 p=400 mu=4
      network m=4 gamma=0.2
      sweep f flip=[0, 0.1] gamma=[0.1, 0.5] measure=consistent repeat=3
      export f "\(folder.path)/f.tex"
      sweep g mu=[1, 2] measure=[rho, limit_error]
      export g "\(folder.path)/g.tex"
      """
    #expect(recorder.run(code) == nil)
    let pivot = String(decoding: try content(of: "f.tex"), as: UTF8.self).split(separator: "\n")
    #expect(pivot[0].hasPrefix("% f: 4 cells, 3 repeats"))
    #expect(pivot.dropFirst(2).first == #"\begin{tabular}{rrr}"#)
    #expect(pivot.count { $0.hasSuffix(#"\\"#) } == 3 && pivot.contains { $0.contains(" of 3") })
    let list = String(decoding: try content(of: "g.tex"), as: UTF8.self).split(separator: "\n")
    #expect(list.contains { $0.hasPrefix(#"$\|\mu\|$ &"#) })
    #expect(list.contains { $0.contains("limit") } && list.count { $0.hasSuffix(#"\\"#) } == 3)
  }
}
