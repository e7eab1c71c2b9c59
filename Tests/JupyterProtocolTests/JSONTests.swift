// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Testing

@Suite("JSON")
struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONText(bytes: Array(text.utf8)).decode(as: JSONValue.self)
  }

  private func write(_ value: JSONValue) throws -> String {
    String(decoding: try JSONText(encoding: value).bytes, as: UTF8.self)
  }

  @Test("a value is read back as it was written")
  func roundTrip() throws {
    let value: JSONValue = [
      "null": .null, "truth": true, "whole": 7, "real": 0.1, "text": "é\u{0}\"\\/ 👍🏽 \u{2028}",
      "list": [1, [], [:]],
    ]
    #expect(try parse(write(value)) == value)
  }

  @Test(
    "a value written straight is what the encoder would have written",
    arguments: [
      .null, true, 7, -0.0, 1e16, 2.2250738585072014e-308, 1.7976931348623157e308, 20_000.0,
      .number(.nan),
      .number(.infinity), "", "\u{0}\u{1F}\u{7F}\"\\/\n\r\té👍🏽\u{2028}</script>", [], [:],
      [1, [2.5, [:]], ["\"": [.null]]],
      .array((0..<200).map { .number(1 / Double($0)) }),
    ] as [JSONValue])
  func straight(value: JSONValue) throws {
    let text = String(decoding: JSONText(["value": value]).bytes, as: UTF8.self)
    #expect(try parse(text) == parse(write(["value": value])))
  }

  @Test("publications written straight have the members that the encoder would have written")
  func publications() throws {
    let bundle = MIMEBundle(data: ["a/b": "x", "c": [1, 2]], metadata: ["alt": "y"])
    let all: [any Publication] = [
      ExecuteResult(bundle: bundle, executionCount: 3), DisplayData(bundle: bundle, id: nil),
      DisplayData(bundle: bundle, id: "d"), UpdateDisplayData(bundle: bundle, id: "d"),
    ]
    for publication in all {
      let encoded = try JSONText(encoding: publication).decode(as: JSONValue.self)
      #expect(try publication.json.decode(as: JSONValue.self) == encoded)
    }
  }

  @Test("numbers that JSON lacks are written as null")
  func nonFinite() throws {
    #expect(
      try write([.number(.nan), .number(.infinity), .number(-.infinity)]) == "[null,null,null]")
  }

  @Test("integers beyond 64 bits are read as the nearest double")
  func largeIntegers() throws {
    #expect(try parse("[9223372036854775807]") == [9_223_372_036_854_775_807])
    #expect(try parse("[123456789012345678901]") == [.number(1.2345678901234568e20)])
  }

  @Test("slashes stay as they are")
  func slashes() throws {
    #expect(try write(["text/plain": "a/b"]) == #"{"text/plain":"a/b"}"#)
  }

  @Test(
    "what is no JSON is refused",
    arguments: [
      "", "{", "[1 2]", "nul", "{\"a\":NaN}", "\"\\ud800\"", "[1,]", "{\"a\":[2, \t\r\n]}",
      "{\"a\\\\\":\",\",}", "[,]", "[1,,2]", "{,}", "01", "'a'", "[1]x", "// no\n1",
    ])
  func malformed(_ text: String) {
    #expect(throws: ProtocolError.self) { try parse(text) }
  }

  @Test(
    "nesting of a hundred thousand is refused, of five hundred is read",
    arguments: ["[", "{\"a\":"])
  func depth(_ opening: String) throws {
    let closing = opening == "[" ? "]" : "}"
    func nested(_ depth: Int) -> String {
      String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
    }
    #expect(throws: ProtocolError.self) { try parse(nested(100_000)) }
    let value = try parse(nested(500))
    #expect(try write(value) == nested(500))
  }

  @Test("commas and brackets in strings are text")
  func commasInStrings() throws {
    let text = #"{"a,":"\",]","b\\":[",}",",\\\"]"]}"#
    #expect(try parse(text) == ["a,": "\",]", "b\\": [",}", ",\\\"]"]])
  }

  @Test("invalid UTF-8 is refused")
  func invalidText() {
    #expect(throws: ProtocolError.self) {
      try JSONText(bytes: [0x22, 0xff, 0x22]).decode(as: JSONValue.self)
    }
  }
}
