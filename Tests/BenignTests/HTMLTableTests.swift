// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import Testing

@testable import benign

struct HTMLTableTests {
  private func cells(_ text: String, _ alignment: Grid.Alignment = .trailing) -> String {
    let grid = Grid(
      columns: [.init("quantity"), .init("value", alignment)], rows: [["a", text]])
    let html = HTMLTable(grid).description
    let start = html.firstRange(of: "<td")?.lowerBound ?? html.startIndex
    return String(html[start...].drop { $0 != ">" }.dropFirst().prefix(while: { $0 != "\n" }))
      .replacing("</td></tr>", with: "")
  }

  @Test("long whole numbers are grouped by gaps that are no characters")
  func groups() {
    let gap = "<span style=\"margin-left: 0.2em\">"
    #expect(cells("1234567") == "1\(gap)234</span>\(gap)567</span>")
    #expect(cells("-20000 ± 123456") == "-20\(gap)000</span> ± 123\(gap)456</span>")
  }

  @Test(
    "what is no long whole number stays as it is",
    arguments: ["1234", "0.123456", "1e+20", "None", "-inf", "123456.5", "- 1", ""])
  func others(text: String) {
    #expect(cells(text) == text)
  }

  @Test("digits in words are no number, and markup is text")
  func words() {
    #expect(cells("12345", .leading) == "12345")
    #expect(cells("<b>12345") == "&lt;b&gt;12345")
  }

  @Test("every column that says what a row is about is a header of the row")
  func headings() {
    let grid = Grid(
      columns: [.init("kind"), .init("n", .trailing), .init("error", .trailing)],
      rows: [["gaussian", "50", "0.1"]], headings: 2)
    let html = HTMLTable(grid).description
    #expect(html.split(separator: "<th scope=\"row\"").count == 3)
    #expect(html.split(separator: "<td").count == 2)
  }
}
