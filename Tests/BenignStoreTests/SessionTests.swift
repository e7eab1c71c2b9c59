// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import BenignStore

@Suite("Sessions")
struct SessionTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func store(_ key: String = "a", all: Int = 256 << 20, one: Int = 128 << 20)
    -> SessionStore
  {
    SessionStore(
      folder: folder.path, key: key, form: 3, quotas: SessionStore.Quotas(all: all, one: one))
  }

  @Test("the next process of the same key finds the parts as they were last, others none")
  func previous() throws {
    let first = store()
    #expect(try first.parts() == nil)
    try first.keep([part("x", 1, [1]), part("y", 2, [])], turn: 1)
    try first.keep([part("x", 3, [3, 0, 3]), part("z", 4, [4])], turn: 2)
    #expect(try first.parts() == nil)
    #expect(try store().parts() == ["x": [3, 0, 3], "z": [4]])
    #expect(try store("b").parts() == nil)
  }

  @Test(
    "a process that has kept something sees the session before its own, and its successor sees its own"
  )
  func generations() throws {
    try store().keep([part("x", 1, [1])], turn: 1)
    let second = store()
    try second.keep([part("x", 1, [2])], turn: 1)
    #expect(try second.parts() == ["x": [1]])
    #expect(try store().parts() == ["x": [2]])
    try store().keep([part("x", 1, [3])], turn: 1)
    let connection = try Database(path: folder.path + "/sessions.sqlite", creating: false)
    #expect(try connection.number("SELECT count(*) FROM session") == 2)
    #expect(try connection.number("SELECT count(*) FROM part") == 4)
  }

  @Test("a part that is written already is not asked for again")
  func stamps() throws {
    let store = store()
    try store.keep([part("x", 1, [1])], turn: 1)
    try store.keep(
      [
        SessionStore.Part(
          name: "x", stamp: 1,
          content: { _ in
            Issue.record("asked for")
            return []
          }), part("y", 2, [2]),
      ], turn: 2)
    #expect(try self.store().parts() == ["x": [1], "y": [2]])
  }

  @Test("what comes too late is not written over what is newer")
  func turns() throws {
    let store = store()
    try store.keep([part("x", 2, [2])], turn: 2)
    try store.keep([part("x", 1, [1])], turn: 1)
    #expect(try self.store().parts() == ["x": [2]])
  }

  @Test(
    "the sessions that were not changed for longest go; one that is gone is written whole again")
  func quota() throws {
    let large = [UInt8](repeating: 7, count: 300_000)
    let stores = (0..<3).map { store("\($0)", all: 800_000) }
    try stores[0].keep([part("x", 1, large)], turn: 1)
    try stores[1].keep([part("x", 1, large), part("y", 2, [1])], turn: 1)
    try stores[0].keep([part("x", 1, large), part("y", 2, [2])], turn: 2)
    try stores[2].keep([part("x", 1, large)], turn: 1)
    #expect(try store("1").parts() == nil)
    #expect(try store("0").parts()?.count == 2)
    try stores[1].keep([part("x", 1, large), part("y", 3, [3])], turn: 2)
    #expect(try store("1").parts() == ["x": large, "y": [3]])
    #expect(try store("0").parts() == nil)
  }

  @Test(
    "what is too large for one session is left out by name, and written when there is room again")
  func room() throws {
    let store = store(one: 1000)
    let (large, small) = ([UInt8](repeating: 7, count: 900), [UInt8](repeating: 1, count: 200))
    #expect(try store.keep([part("x", 1, large), part("y", 2, small)], turn: 1) == ["y"])
    #expect(try self.store().previous() == .init(form: 3, parts: ["x": large, "index": [0x79]]))
    // What is known to be too large is not written down again.
    let again = SessionStore.Part(name: "y", stamp: 2) { _ in
      Issue.record("asked for")
      return nil
    }
    #expect(try store.keep([part("x", 1, large), again], turn: 2) == ["y"])
    #expect(try store.keep([part("x", 3, [3]), part("y", 2, small)], turn: 3) == [])
    #expect(try self.store().parts() == ["x": [3], "y": small])
    // A part that was written goes where the ones before it leave no room for it any more.
    #expect(try store.keep([part("x", 4, large), part("y", 2, small)], turn: 4) == ["y"])
    #expect(try self.store().parts() == ["x": large])
  }

  @Test("neither the database nor its journal outgrows the quotas")
  func sizes() throws {
    let (all, one) = (40 << 20, 20 << 20)
    for turn in 1...4 {
      for key in ["a", "b", "c"] {
        let bytes = [UInt8](repeating: UInt8(turn), count: 19 << 20)
        try store(key, all: all, one: one).keep([part("x", turn, bytes)], turn: turn)
      }
    }
    #expect(try size("") <= all)
    // It gives back what a large session has needed when the next one is kept.
    let store = store("d", all: all, one: one)
    for turn in 1...2 { try store.keep([part("y", turn, [1])], turn: turn) }
    #expect(try size("-wal") <= 17 << 20)
    #expect(try self.store("c").parts()?["x"]?.count == 19 << 20)
  }

  @Test("a state that is written again and again leaves no copies of itself")
  func again() throws {
    let (store, bytes) = (store(all: 40 << 20, one: 20 << 20), 10 << 20)
    for turn in 1...12 {
      let content = [UInt8](repeating: UInt8(turn), count: bytes)
      try store.keep([part("x", turn, content)], turn: turn)
      #expect(try size("") <= bytes + bytes / 8)
      // As much again as is written, and 16 MiB.
      #expect(try size("-wal") <= bytes + bytes / 8 + (16 << 20))
    }
  }

  private func size(_ end: String) throws -> Int {
    let path = folder.path + "/sessions.sqlite" + end
    return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  }

  @Test("the quotas are those that kernelspec/README.md tells")
  func promised() {
    #expect(Store.standardQuota == 256 << 20)
    #expect(SessionStore.Quotas.standard.all == 256 << 20)
    #expect(SessionStore.Quotas.standard.one == 128 << 20)
  }

  @Test(
    "a session says in which form its parts are, and one that has never said so is of the first")
  func form() throws {
    try store().keep([part("x", 1, [1])], turn: 1)
    #expect(try store().previous()?.form == 3)
    // As the first layout was.
    let connection = try Database(path: folder.path + "/sessions.sqlite", creating: false)
    try connection.execute("ALTER TABLE session DROP COLUMN form")
    try connection.execute("PRAGMA user_version = 1")
    let next = store()
    #expect(try next.previous() == .init(form: 1, parts: ["x": [1], "index": []]))
    try next.keep([part("x", 1, [2])], turn: 1)
    #expect(try store().previous()?.form == 3)
  }

  @Test("a database that was taken away is made anew, with all parts")
  func taken() throws {
    let store = store()
    try store.keep([part("x", 1, [1])], turn: 1)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.removeItem(atPath: folder.path + "/" + name)
    }
    try store.keep([part("x", 1, [1]), part("y", 2, [2])], turn: 2)
    #expect(try self.store().parts() == ["x": [1], "y": [2]])
  }

  @Test("a database of a later version is refused by name, a damaged one is set aside")
  func damaged() throws {
    let path = folder.path + "/sessions.sqlite"
    try store().keep([part("x", 1, [1])], turn: 1)
    try Database(path: path, creating: false).execute("PRAGMA user_version = 9")
    #expect(throws: StoreError(.newer, at: path)) { try store().previous() }
    try Data(repeating: 0xA5, count: 5000).write(to: URL(filePath: path))
    for rest in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + rest) }
    let later = store()
    #expect(try later.previous() == nil)
    #expect(later.takeNotice()?.contains("it is \(path).damaged now") == true)
    try later.keep([part("x", 1, [1])], turn: 1)
    #expect(later.takeNotice() == nil)
    #expect(try store().parts() == ["x": [1]])
  }
}

func part(_ name: String, _ stamp: Int, _ bytes: [UInt8]) -> SessionStore.Part {
  SessionStore.Part(name: name, stamp: stamp) { $0 < bytes.count ? nil : bytes }
}

extension SessionStore {
  /// Keeps parts with an index of which nothing is asked.
  @discardableResult
  func keep(_ parts: [Part], turn: Int) throws(StoreError) -> [String]? {
    try keep(parts, turn: turn) { part("index", 0, Array($0.joined(separator: " ").utf8)) }
  }

  /// Those of the session before this process's, but for the index.
  func parts() throws(StoreError) -> [String: [UInt8]]? {
    try previous().map { kept in kept.parts.filter { $0.key != "index" } }
  }
}
