// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

@Suite("the order of keys")
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
    let told = Self.told(by: recorder)
    #expect(told.count == warnings.count)
    for (text, part) in zip(told, warnings) { #expect(text.contains(part)) }
  }

  private static func told(by recorder: Recorder) -> [String] {
    recorder.events.compactMap { event in
      if case .warning(let text) = event, text.contains("stands after it") { text } else { nil }
    }
  }

  @Test(
    "so it is in every other statement, whether a setting or a variable is read",
    arguments: [
      (
        "mixture p=20*n n=40 mu=3",
        "warning: p reads n of the experiment: n= stands after it, so write it first.\n"
      ),
      ("mixture n=40 p=20*n mu=3", nil), ("mixture n=40 p=800 mu=3 kind=student df=3", nil),
      (
        "points = 30\nrun steps=points points=50",
        "warning: steps reads the variable points: points= stands after it, so write it first.\n"
      ),
      ("network m=4 gamma=0.1*gamma", nil),
    ])
  func others(code: String, warning: String?) {
    var recorder = Recorder()
    #expect(recorder.run("mixture n=50 p=1000 mu=3\nnetwork m=4 gamma=0.5\n" + code) == nil)
    #expect(Self.told(by: recorder) == (warning.map { [$0] } ?? []))
  }
}
