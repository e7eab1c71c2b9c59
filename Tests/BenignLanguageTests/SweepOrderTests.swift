// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

@Suite("the order of a sweep's keys")
struct SweepOrderTests {
  @Test(
    "a key that reads a setting before the sweep sets it is told",
    arguments: [
      ("ratio=[2, 4] p=ratio*n n=[25, 50]", ["p reads n of the experiment"]),
      ("p=20*n n=[25, 50] mu=n", ["p reads n of the experiment"]),
      ("n=[25, 50] p=20*n", []), ("mu=[1, 2] until=n>3 steps=2 n=[25, 50]", []),
      ("mu=[1, 2]*sqrt(n)", []),
    ])
  func order(keys: String, warnings: [String]) {
    var recorder = Recorder()
    let code = "mixture n=50 p=1000 mu=3\nnetwork m=4 gamma=0.5\nsweep g \(keys) measure=rho"
    #expect(recorder.run(code) == nil, "\(keys)")
    let told = recorder.events.compactMap { event -> String? in
      if case .warning(let text) = event, text.contains("stands after it") { text } else { nil }
    }
    #expect(told.count == warnings.count)
    for (text, part) in zip(told, warnings) { #expect(text.contains(part)) }
  }
}
