// SPDX-License-Identifier: Apache-2.0
import BenignCharts
import FoundationEssentials
import Testing

@Suite("Golden files")
struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Golden")

  @Test(
    "a figure of every kind has the bytes that were looked at", arguments: Examples.all.map(\.name))
  func bytes(name: String) throws {
    let figure = try #require(Examples.all.first { $0.name == name }).figure
    try check(figure.svg(), against: "\(name).svg")
    try check(figure.vegaLite(), against: "\(name).vl.json")
    try check(figure.pgfplots(), against: "\(name).tex")
  }

  /// `RECORD=1` writes the files, and fails so that no record passes for a test.
  private func check(_ text: String, against name: String) throws {
    let url = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(text.utf8).write(to: url)
      Issue.record("recorded \(name)")
      return
    }
    let golden = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    #expect(text == golden, "\(name) differs; look at it, then RECORD=1")
  }
}
