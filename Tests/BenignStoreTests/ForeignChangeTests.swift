// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import BenignStore

@Suite("files that somebody changes while a process uses them")
struct ForeignChangeTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  enum Deed: CaseIterable {
    case emptied, shortened, overwritten, spoiledBehind, deleted, exchanged
  }

  private func store() -> SessionStore { SessionStore(folder: folder.path, key: "a", form: 1) }

  private func change(_ file: String, _ deed: Deed) throws {
    let path = folder.path + "/" + file
    let size = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    switch deed {
    case .emptied: truncate(path, 0)
    case .shortened: truncate(path, off_t(size / 3))
    case .overwritten, .spoiledBehind:
      let start = deed == .overwritten ? 0 : min(4096, size)
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.seek(toOffset: UInt64(start))
      try handle.write(contentsOf: Data(repeating: 0xA5, count: size - start))
      try handle.close()
    case .deleted: unlink(path)
    case .exchanged:
      try Data(repeating: 0xA5, count: size).write(to: URL(filePath: path), options: .atomic)
    }
  }

  private let large = (1...40).map { [UInt8](repeating: UInt8($0), count: 100_000) }

  @Test(
    "the next keeping notices it, says so once, and nothing of the session is lost",
    arguments: ["sessions.sqlite", "sessions.sqlite-wal"], Deed.allCases)
  func sessions(file: String, deed: Deed) throws {
    let store = store()
    let parts = large.enumerated().map { part("p\($0)", $0, $1) }
    // Some of it is in the database, some in its journal.
    try store.keep(Array(parts.prefix(20)), turn: 1)
    try Database(path: folder.path + "/sessions.sqlite", creating: false)
      .execute("PRAGMA wal_checkpoint")
    try store.keep(parts, turn: 2)
    #expect(store.takeNotice() == nil)
    try change(file, deed)
    try store.keep(parts + [part("x", 100, [1])], turn: 3)
    let notice = store.takeNotice()
    // SQLite brings a deleted journal, which this process has open still, into the database.
    // What the database has lost, SQLite finds in the journal.
    let isMended = [.shortened, .overwritten, .spoiledBehind].contains(deed)
    #expect(notice != nil || file.hasSuffix("-wal") || isMended)
    try store.keep(parts + [part("x", 101, [2])], turn: 4)
    #expect(store.takeNotice() == nil)
    let kept = try self.store().previous()?.parts
    #expect(kept?["x"] == [2])
    for (place, bytes) in large.enumerated() { #expect(kept?["p\(place)"] == bytes) }
  }

  @Test("what the journal still has does not hide that the database's file is spoiled")
  func hidden() throws {
    let store = store()
    var stamp = 0
    let parts = { (count: Int) in
      large.prefix(count).enumerated().map { place, bytes in
        stamp += 1
        return part("p\(place)", stamp, bytes)
      }
    }
    try store.keep(parts(40), turn: 1)
    let other = SessionStore(folder: folder.path, key: "b", form: 1)
    try other.keep([part("x", 1, [7])], turn: 1)
    for turn in 2...6 { try store.keep(parts(8 * turn), turn: turn) }
    let newest = parts(10)
    try store.keep(newest, turn: 7)
    try change("sessions.sqlite", .spoiledBehind)
    try store.keep(newest + [part("x", 1_000, [1])], turn: 8)
    #expect(store.takeNotice() != nil)
    let kept = try self.store().previous()?.parts
    #expect(kept?["x"] == [1])
    for (place, bytes) in large.prefix(10).enumerated() { #expect(kept?["p\(place)"] == bytes) }
  }

  @Test(
    "where several have a database open, one that loses its content or its file is replaced, and all keep what they have",
    arguments: [0, 1, 100, 511, 600, -1])
  func shared(size: Int) throws {
    let stores = ["a", "b"].map { SessionStore(folder: folder.path, key: $0, form: 1) }
    for store in stores { try store.keep([part("x", 1, [1])], turn: 1) }
    let path = folder.path + "/sessions.sqlite"
    if size < 0 { unlink(path) } else { truncate(path, off_t(size)) }
    let late = SessionStore(folder: folder.path, key: "c", form: 1)
    for store in [stores[0], late, stores[1]] {
      try store.keep([part("x", 1, [1]), part("y", 2, [2])], turn: 2)
    }
    for key in ["a", "b", "c"] {
      let kept = try SessionStore(folder: folder.path, key: key, form: 1).parts()
      #expect(kept == ["x": [1], "y": [2]], "\(key)")
    }
  }

  @Test(
    "a pipe beside the target of a link is told at once", arguments: ["-wal", "-shm", "-journal"])
  func linkedPipe(ending: String) throws {
    let path = folder.path + "/sessions.sqlite"
    try store().keep([part("x", 1, [1])], turn: 1)
    rename(path, folder.path + "/real.sqlite")
    for rest in ["-wal", "-shm"] { unlink(path + rest) }
    symlink(folder.path + "/real.sqlite", path)
    mkfifo(folder.path + "/real.sqlite" + ending, 0o600)
    let error = #expect(throws: StoreError.self) { try store().previous() }
    #expect(error?.reason == .noFile)
  }

  @Test("another program that changes the version of the layout is noticed", arguments: [0, 1])
  func version(number: Int) throws {
    let store = store()
    try store.keep([part("x", 1, [1])], turn: 1)
    try Database(path: folder.path + "/sessions.sqlite", creating: false)
      .execute("PRAGMA user_version = \(number)")
    try store.keep([part("x", 1, [1]), part("y", 2, [2])], turn: 2)
    #expect(store.takeNotice() != nil)
    #expect(try self.store().parts() == ["x": [1], "y": [2]])
  }

  @Test("a file that is moved, with a link to it in its place, is another file")
  func link() throws {
    let store = store()
    try store.keep([part("x", 1, [1])], turn: 1)
    let path = folder.path + "/sessions.sqlite"
    rename(path, folder.path + "/real.sqlite")
    symlink(folder.path + "/real.sqlite", path)
    try store.keep([part("x", 1, [1]), part("y", 2, [2])], turn: 2)
    #expect(store.takeNotice() != nil)
    #expect(try self.store().parts() == ["x": [1], "y": [2]])
  }

  @Test("a file that was a link before it was opened is used like any other")
  func linkBefore() throws {
    try Data().write(to: URL(filePath: folder.path + "/real.sqlite"))
    symlink(folder.path + "/real.sqlite", folder.path + "/sessions.sqlite")
    let store = store()
    for turn in 1...3 {
      try store.keep([part("x", turn, [UInt8(turn)])], turn: turn)
      #expect(store.takeNotice() == nil)
    }
    #expect(try self.store().parts() == ["x": [3]])
  }

  @Test("an index of the journal that is cut off or deleted kills nobody, and nothing is lost")
  func index() throws {
    for (turn, deed) in [Deed.emptied, .deleted, .shortened, .emptied].enumerated() {
      let store = store()
      try store.keep([part("x", 1, [1])], turn: 1)
      try change("sessions.sqlite-shm", deed)
      try store.keep([part("x", 1, [1]), part("y", 2, [UInt8(turn)])], turn: 2)
      #expect(store.takeNotice() == nil)
      #expect(try self.store().parts() == ["x": [1], "y": [UInt8(turn)]])
    }
  }

  @Test("what other kernels keep, and that they make room, is no damage")
  func others() throws {
    let bytes = [UInt8](repeating: 7, count: 300_000)
    let stores = ["a", "b", "c"].map { key in
      SessionStore(
        folder: folder.path, key: key, form: 1,
        quotas: SessionStore.Quotas(all: 800_000, one: 700_000))
    }
    for turn in 1...10 {
      for store in stores {
        try store.keep([part("x", turn % 3, bytes)], turn: turn)
        #expect(store.takeNotice() == nil)
      }
    }
  }

  @Test("sessions of others survive what has cost nothing", arguments: [Deed.emptied, .deleted])
  func sound(deed: Deed) throws {
    do {
      let other = SessionStore(folder: folder.path, key: "b", form: 1)
      try other.keep([part("x", 1, [7])], turn: 1)
    }
    let store = store()
    try store.keep([part("x", 1, [1])], turn: 1)
    try change("sessions.sqlite-wal", deed)
    try store.keep([part("x", 1, [1]), part("y", 1, [1])], turn: 2)
    let next = SessionStore(folder: folder.path, key: "b", form: 1)
    #expect(try next.parts() == ["x": [7]])
    #expect(try self.store().parts() == ["x": [1], "y": [1]])
  }

  @Test(
    "outcomes are recorded in a good file again",
    arguments: ["outcomes.sqlite", "outcomes.sqlite-wal"],
    Deed.allCases)
  func outcomes(file: String, deed: Deed) throws {
    let store = folder.store
    let identities = (0..<300).map { "\($0) " + String(repeating: "x", count: 300) }
    try store.record(identities.map { ($0, .measured([1])) })
    try folder.execute("PRAGMA wal_checkpoint")
    try store.record(identities.map { ($0, .measured([1])) })
    try change(file, deed)
    let found = try store.outcomes(of: identities)
    #expect(found.values.allSatisfy { $0 == .measured([1]) })
    try store.record(identities.map { ($0, .measured([2])) })
    #expect(try folder.store.outcomes(of: identities).count == identities.count)
    #expect(try folder.isSound())
    _ = store.takeNotice()
    try store.record(.measured([3]), of: "new")
    #expect(store.takeNotice() == nil)
  }
}
