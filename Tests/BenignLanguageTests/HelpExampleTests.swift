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
}
