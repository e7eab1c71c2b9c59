// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import BenignStore

@Suite("Sessions")
struct SessionTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func store(_ key: String = "a", limit: Int = SessionStore.defaultLimit) -> SessionStore {
    SessionStore(folder: folder.path, key: key, limit: limit)
  }

  private func part(_ name: String, _ stamp: Int, _ bytes: [UInt8]) -> SessionStore.Part {
    SessionStore.Part(name: name, stamp: stamp, content: { bytes })
  }

  @Test("the next process of the same key finds the parts as they were last, others none")
  func previous() throws {
    let first = store()
    #expect(try first.previous() == nil)
    try first.keep([part("x", 1, [1]), part("y", 2, [])], turn: 1)
    try first.keep([part("x", 3, [3, 0, 3]), part("z", 4, [4])], turn: 2)
    #expect(try first.previous() == nil)
    #expect(try store().previous() == ["x": [3, 0, 3], "z": [4]])
    #expect(try store("b").previous() == nil)
  }

  @Test(
    "a process that has kept something sees the session before its own, and its successor sees its own"
  )
  func generations() throws {
    try store().keep([part("x", 1, [1])], turn: 1)
    let second = store()
    try second.keep([part("x", 1, [2])], turn: 1)
    #expect(try second.previous() == ["x": [1]])
    #expect(try store().previous() == ["x": [2]])
    try store().keep([part("x", 1, [3])], turn: 1)
    let connection = try Connection(path: folder.path + "/sessions.sqlite", creating: false)
    #expect(try connection.number("SELECT count(*) FROM session") == 2)
    #expect(try connection.number("SELECT count(*) FROM part") == 2)
  }

  @Test("a part that is written already is not asked for again")
  func stamps() throws {
    let store = store()
    try store.keep([part("x", 1, [1])], turn: 1)
    try store.keep(
      [
        SessionStore.Part(
          name: "x", stamp: 1,
          content: {
            Issue.record("asked for")
            return []
          }), part("y", 2, [2]),
      ], turn: 2)
    #expect(try self.store().previous() == ["x": [1], "y": [2]])
  }

  @Test("what comes too late is not written over what is newer")
  func turns() throws {
    let store = store()
    try store.keep([part("x", 2, [2])], turn: 2)
    try store.keep([part("x", 1, [1])], turn: 1)
    #expect(try self.store().previous() == ["x": [2]])
  }

  @Test(
    "the sessions that were not changed for longest go; one that is gone is written whole again")
  func limit() throws {
    let large = [UInt8](repeating: 7, count: 300_000)
    let stores = (0..<3).map { store("\($0)", limit: 800_000) }
    try stores[0].keep([part("x", 1, large)], turn: 1)
    try stores[1].keep([part("x", 1, large), part("y", 2, [1])], turn: 1)
    try stores[0].keep([part("x", 1, large), part("y", 2, [2])], turn: 2)
    try stores[2].keep([part("x", 1, large)], turn: 1)
    #expect(try store("1").previous() == nil)
    #expect(try store("0").previous()?.count == 2)
    try stores[1].keep([part("x", 1, large), part("y", 3, [3])], turn: 2)
    #expect(try store("1").previous() == ["x": large, "y": [3]])
    #expect(try store("0").previous() == nil)
  }

  @Test("a database that was taken away is made anew, with all parts")
  func taken() throws {
    let store = store()
    try store.keep([part("x", 1, [1])], turn: 1)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.removeItem(atPath: folder.path + "/" + name)
    }
    try store.keep([part("x", 1, [1]), part("y", 2, [2])], turn: 2)
    #expect(try self.store().previous() == ["x": [1], "y": [2]])
  }

  @Test("a damaged database and one of a later version are refused by name")
  func damaged() throws {
    let path = folder.path + "/sessions.sqlite"
    try store().keep([part("x", 1, [1])], turn: 1)
    try Connection(path: path, creating: false).execute("PRAGMA user_version = 9")
    #expect(throws: StoreError(.newer, at: path)) { try store().previous() }
    try Data(repeating: 0xA5, count: 5000).write(to: URL(filePath: path))
    for rest in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + rest) }
    #expect(throws: StoreError(.damaged, at: path)) { try store().previous() }
    #expect(throws: StoreError(.damaged, at: path)) {
      try store().keep([part("x", 1, [1])], turn: 1)
    }
  }
}
