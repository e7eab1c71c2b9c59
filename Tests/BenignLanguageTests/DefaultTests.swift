// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

@Suite("a key's default, as help and the reference print it, is the default that holds")
struct DefaultTests {
  /// What stands before a statement, and the statement with what it requires.
  private static let statements: [(command: Command, before: String, statement: String)] = [
    (.mixture, "", "mixture n=20 p=400 mu=4"),
    (.network, "mixture n=20 p=400 mu=4", "network m=5 gamma=0.3"),
    (.step, trained, "step"),
    (.run, trained, "run steps=1e6"),
    (.flow, trained, "flow time=1e6"),
    (.error, trained + "\nrun steps=100", "error"),
    (.plot, trained + "\nrun steps=100", "plot margin"),
    (
      .plot, trained + "\nsweep map n=[10, 20] mu=[1, 9] measure=limit_error",
      "plot map color=limit_error"
    ),
    (.sweep, trained, "sweep grid gamma=[0.2, 0.4] measure=limit_error"),
  ]
  private static let trained = "mixture n=20 p=400 mu=4\nnetwork m=5 gamma=0.3"

  /// Defaults that are words for people, with what one would write.
  private static let written = [
    "m/2, rounded up": "3", "1/√m": "1/sqrt(5)", "10⁵": "1e5",
    "auto at t = 0, then as at the last step": "auto",
    "t; of a table its first key": "t", "what the plot needs": "400",
    "the experiment's": "0", "gd at t = 0, then as at the last step": "gd",
    "0 at t = 0, then as at the last step": "0",
  ]

  /// Defaults that nobody can write: the key is required, or there is no value that means the same.
  private static func isUnwritten(_ text: String) -> Bool {
    ["required", "none", "from ", "the measure", "the next key", "all cores"].contains {
      text.hasPrefix($0)
    } || text.hasSuffix("required")
  }

  static let keys: [(Int, String)] = statements.indices.flatMap { place in
    let (command, _, statement) = statements[place]
    // Only a heat map has the first two.
    let refused = statement == "plot margin" ? ["boundary", "cscale"] : ["x", "yscale", "xscale"]
    return command.keys.filter { key in
      !key.isBorrowed && !isUnwritten(key.standard)
        && !(command === Command.plot && refused.contains(key.name))
    }.map { (place, $0.name) }
  }

  private func found(_ cells: [String]) -> String {
    var recorder = Recorder()
    for cell in cells {
      if let diagnostic = recorder.run(cell) { return "\(diagnostic.kind): \(diagnostic.message)" }
    }
    let result = recorder.text
    return recorder.run("state") == nil ? result + recorder.text : result
  }

  @Test("writing the default changes nothing", arguments: keys)
  func same(place: Int, name: String) throws {
    let (command, before, statement) = Self.statements[place]
    let key = try #require(command.keys.first { $0.name == name })
    let value = Self.written[key.standard] ?? key.standard
    let cells = before.isEmpty ? [] : [before]
    let plain = found(cells + [statement])
    #expect(!plain.contains("Error") && !plain.contains("InvalidArgument"), "\(plain)")
    #expect(found(cells + ["\(statement) \(name)=\(value)"]) == plain, "\(name)=\(value)")
  }

  @Test("another value of a key changes something", arguments: ["noise=2", "seed=1", "flip=0.5"])
  func other(words: String) {
    let (_, _, statement) = Self.statements[0]
    #expect(found(["\(statement) \(words)"]) != found([statement]))
  }
}
