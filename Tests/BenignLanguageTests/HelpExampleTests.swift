// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCore
@testable import BenignLanguage

@Suite("examples of the documentation")
struct HelpExampleTests {
  @Test("the example of every quantity and condition runs in a session that has all it needs")
  func printed() throws {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup + "run steps=20\nflow time=1") == nil)
    for name in Quantity.all.map(\.name) + Condition.all.map(\.name) {
      let page = try #require(Documentation.page(of: name))
      for case .example(let code) in page.entries.joined()
      where !code.contains("=") && code.hasSuffix(name) || code == "conditions" {
        let found = recorder.run(code)
        // What this session has no answer for is said, and is no unknown name.
        #expect(found == nil || ![.unknownName, .syntax].contains(found?.kind), "\(code)")
      }
    }
  }

  @Test("a page names a few others, which exist")
  func related() throws {
    for name in Documentation.topics {
      let page = try #require(Documentation.page(of: name), "\(name)")
      for case .related(let names) in page.entries.joined() {
        #expect((1...8).contains(names.count) && !names.contains(name), "\(name)")
        for other in names { #expect(Documentation.page(of: other) != nil, "\(name): \(other)") }
      }
    }
    let names = { (name: String) in RelatedNames(of: name).names }
    #expect(names("run").prefix(2) == ["step", "flow"])
    #expect(names("misalignment").contains("run_misalignment"))
    #expect(names("test_error").prefix(3) == ["limit_error", "predicted_error", "bayes_error"])
    #expect(names("lr").first == "step" && names("lr").contains("loss"))
    #expect(names("problem5").contains("direction"))
  }
}
