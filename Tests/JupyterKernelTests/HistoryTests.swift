// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Testing

@testable import JupyterKernel

@Suite("History")
final class HistoryTests: KernelSuite {
  override init() throws {
    try super.init()
    for code in ["result a", "print b", "result a"] { _ = try client.execute(code) }
    _ = try client.execute("result hidden", ["store_history": false])
    _ = try client.execute("result silent", ["silent": true])
  }

  private func ask(_ access: String, _ options: [String: JSONValue] = [:]) throws -> JSONValue? {
    let defaults: [String: JSONValue] = [
      "hist_access_type": .string(access), "raw": true, "output": false,
    ]
    let content = JSONValue.object(options.merging(defaults) { option, _ in option })
    return try client.ask("history_request", content).reply["history"]
  }

  @Test("tail gives the last cells in order, with their results when asked")
  func tail() throws {
    #expect(try ask("tail", ["n": 2]) == [[1, 2, "print b"], [1, 3, "result a"]])
    #expect(
      try ask("tail", ["n": 2, "output": true]) == [
        [1, 2, ["print b", .null]], [1, 3, ["result a", "a"]],
      ])
    #expect(try ask("tail", ["n": 0]) == [])
    #expect(try ask("tail", ["n": -1]) == [])
  }

  @Test("range understands the session's number and 0 as this session, others as empty")
  func range() throws {
    for session: JSONValue in [0, 1] {
      #expect(
        try ask("range", ["session": session, "start": 2, "stop": 3]) == [[1, 2, "print b"]])
    }
    #expect(
      try ask("range", ["session": 0, "start": 2]) == [[1, 2, "print b"], [1, 3, "result a"]])
    #expect(try ask("range", ["session": -1, "start": 0]) == [])
  }

  @Test("search matches whole inputs, and can leave out what repeats")
  func search() throws {
    #expect(
      try ask("search", ["pattern": "result*"]) == [[1, 1, "result a"], [1, 3, "result a"]])
    #expect(try ask("search", ["pattern": "result*", "unique": true]) == [[1, 3, "result a"]])
    #expect(try ask("search", ["pattern": "*", "n": 1]) == [[1, 3, "result a"]])
    #expect(try ask("search", ["pattern": "esult*"]) == [])
  }

  @Test(
    "a glob matches as a shell's does, over lines and code points",
    arguments: [
      ("", "", true), ("", "a", false), ("*", "", true), ("a*b*c", "aXXbYYc", true),
      ("a*b*c", "aXXbYY", false), ("a?c", "a\u{1F469}c", true), ("a?c", "ac", false),
      ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]x", "dx", true),
      ("[^a]", "^", true), ("[]]", "]", true), ("[", "[", true), ("[z-a]", "b", false),
      ("^a", "^a", true), ("*\n*", "a\nb", true), ("[a-]", "-", true),
    ])
  func glob(_ pattern: String, _ text: String, _ expected: Bool) {
    #expect(Glob(pattern).matches(text) == expected)
  }

  @Test("a glob of many stars takes no exponential time")
  func globComplexity() {
    let pattern = String(repeating: "a*", count: 200) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 20_000)))
  }

  @Test("beyond its limit in bytes the oldest cells are forgotten")
  func bounded() throws {
    var history = History()
    let code = String(repeating: "x", count: 5_000_000)
    for line in 1...120 { history.append(History.Entry(line: line, input: code, output: "1")) }
    let request = try JSONText(bytes: Array(#"{"hist_access_type": "tail"}"#.utf8))
      .decode(as: HistoryRequest.self)
    let kept = history.answer(request).history
    #expect((4...6).contains(kept.count), "\(kept.count) cells")
    #expect(kept.last == [1, 120, .string(code)])
  }
}
