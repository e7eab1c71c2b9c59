// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import Testing

@testable import benign

@Suite("documentation for notebooks and tooltips")
struct HTMLPageTests {
  /// The page that a cell shows.
  private func page(_ code: String) throws -> Page {
    var session = Session()
    var pages: [Page] = []
    let environment = Environment(emit: { if case .page(let page) = $0 { pages.append(page) } })
    #expect(session.run(SourceText(code), in: environment) == nil)
    return try #require(pages.first)
  }

  @Test("a formula is set, its source named, and nothing in it is markup")
  func formula() throws {
    let html = HTMLPage(try page("help limit_error")).description
    #expect(html.contains("<code>limit_error"))
    #expect(html.contains(#"<p>$\displaystyle "#))
    #expect(html.split(separator: "$").count % 2 == 1)
    let scores = HTMLPage(try page("help train_error")).description
    #expect(!scores.contains("< 0") && !scores.contains("<0"))
  }

  @Test("the keys of a command are a table, its example is code", arguments: ["run", "mixture"])
  func command(name: String) throws {
    let html = HTMLPage(try page("help \(name)")).description
    #expect(html.contains("<table") && html.contains("Example: <code>\(name) "))
  }

  @Test("the overview is a page, too, and every page has text and markup")
  func overview() throws {
    for code in ["help", "help problem5", "help lr", "help pattern", "help geomspace", "help pi"] {
      let page = try page(code)
      let html = HTMLPage(page).description
      #expect(!page.text.isEmpty && html.hasPrefix("<div"), "\(code)")
      for tag in ["div", "p", "code", "table", "b"] {
        let (open, closed) = (html.ranges(of: "<\(tag)").count, html.ranges(of: "</\(tag)>").count)
        // Other tags begin with the same letter.
        #expect(open >= closed && closed > 0 || tag == "table", "\(code): \(tag)")
      }
    }
  }
}
