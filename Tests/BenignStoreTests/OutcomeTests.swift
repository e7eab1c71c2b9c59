// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import BenignStore

@Suite("what a store keeps")
struct OutcomeTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("what was recorded is found by another store on the same folder, and nothing else is")
  func roundTrip() throws {
    try folder.store.record(.measured([1.5, 2]), of: "a")
    try folder.store.record(.failed("needs 3 GB"), of: "b")
    let found = try folder.store.outcomes(of: ["b", "c", "a", "a"])
    #expect(found == ["a": .measured([1.5, 2]), "b": .failed("needs 3 GB")])
  }

  @Test(
    "numbers keep every bit: nan with its payload, infinities, −0, the smallest")
  func bits() throws {
    let numbers = [
      .nan, -.nan, .signalingNaN, Double(nan: 0x1234, signaling: false), .infinity, -.infinity,
      0.0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 0.1,
      5e-202,
    ]
    try folder.store.record(.measured(numbers), of: "x")
    guard case .measured(let found) = try folder.store.outcomes(of: ["x"])["x"] else {
      Issue.record("no numbers")
      return
    }
    #expect(found.map(\.bitPattern) == numbers.map(\.bitPattern))
  }

  @Test("texts of any kind and length name and tell")
  func texts() throws {
    let texts = [
      "", "'; DROP TABLE outcome; --", "null \0 inside", "‖μ‖ = 8 · 🙂 e\u{301}",
      String(repeating: "[1,2],", count: 100_000),
    ]
    let store = folder.store
    for text in texts {
      try store.record(.failed(text), of: text)
      try store.record(.measured([]), of: text + "!")
    }
    for text in texts {
      let found = try folder.store.outcomes(of: [text, text + "!", text + "!!"])
      #expect(found == [text: .failed(text), text + "!": .measured([])], "\(text.prefix(40))")
    }
  }

  @Test("the last outcome of an identity counts, and takes one row")
  func replacement() throws {
    let store = folder.store
    try store.record(.failed("no room"), of: "a")
    try store.record(.measured([1]), of: "a")
    #expect(try store.outcomes(of: ["a"]) == ["a": .measured([1])])
    #expect(try rows() == 1)
  }

  @Test("what was removed is gone, and the rest stays")
  func removal() throws {
    let store = folder.store
    for name in ["a", "b", "c"] { try store.record(.measured([1]), of: name) }
    try store.remove(["c", "unknown", "a"])
    #expect(try store.outcomes(of: ["a", "b", "c"]).keys.sorted() == ["b"])
  }

  @Test("an outcome is found by its text, not by the text's hash alone")
  func sameHash() throws {
    let store = folder.store
    try store.record(.measured([1]), of: "a")
    try folder.execute(
      """
      UPDATE outcome SET identity = 'another of the same hash',
        seal = seal('another of the same hash', content)
      """)
    #expect(try store.outcomes(of: ["a"]).isEmpty)
    try store.record(.measured([2]), of: "a")
    #expect(try store.outcomes(of: ["a"]) == ["a": .measured([2])])
    #expect(try rows() == 2)
  }

  @Test("a store that is only asked makes neither folder nor file")
  func lazy() throws {
    let store = Store(folder: folder.path + "/x")
    #expect(try store.outcomes(of: ["a"]).isEmpty)
    try store.remove(["a"])
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/x"))
  }

  @Test("folders are made on the way, for their owner only")
  func folders() throws {
    try Store(folder: folder.path + "/x/y/z").record(.measured([1]), of: "a")
    for path in ["/x", "/x/y", "/x/y/z"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + path)
      #expect(attributes[.posixPermissions] as? UInt == 0o700, "\(path)")
    }
  }

  @Test("many outcomes are kept at once; of two of one identity the last one, and the oldest go")
  func many() throws {
    let store = Store(folder: folder.path, quota: 200_000)
    let identities = (0..<1000).map { "\($0) " + String(repeating: "x", count: 400) }
    try store.record(
      identities.map { ($0, .measured([1])) } + [(identities[999], .failed("no room"))])
    let found = try store.outcomes(of: identities)
    #expect(found.count > 200 && found.count < 600, "\(found.count)")
    #expect(found[identities[998]] == .measured([1]))
    #expect(found[identities[999]] == .failed("no room"))
  }

  @Test("the oldest outcomes go when the database outgrows its quota, and it stays that small")
  func quota() throws {
    let store = Store(folder: folder.path, quota: 200_000)
    let identities = (0..<2000).map { "\($0) " + String(repeating: "x", count: 400) }
    for identity in identities { try store.record(.measured([1]), of: identity) }
    let found = try store.outcomes(of: identities)
    #expect(found.count > 200 && found.count < 500, "\(found.count)")
    #expect(Set(found.keys) == Set(identities.suffix(found.count)))
    try folder.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let size = try FileManager.default.attributesOfItem(atPath: folder.database)[.size] as? UInt64
    #expect(try #require(size) < 300_000)
  }

  private func rows() throws -> Int64 {
    try folder.connection().number("SELECT count(*) FROM outcome")
  }
}
