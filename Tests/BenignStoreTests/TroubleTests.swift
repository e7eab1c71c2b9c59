// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

@testable import BenignStore

@Suite("a store in trouble says why, and lives on")
struct TroubleTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Why everything that a store can do fails.
  private func reasons(of store: Store) -> [StoreError.Reason?] {
    let attempts: [() throws -> Void] = [
      { _ = try store.outcomes(of: ["a"]) },
      { try store.record(.measured([1]), of: "a") },
      { try store.remove(["a"]) },
    ]
    return attempts.map { attempt in
      do {
        try attempt()
        return nil
      } catch {
        return (error as? StoreError)?.reason
      }
    }
  }

  @Test(
    "a file that is no database is damaged, and stays as it is",
    arguments: [
      Data("a letter to my mother".utf8), Data(repeating: 0xA5, count: 10_000),
    ])
  func noDatabase(bytes: Data) throws {
    try bytes.write(to: URL(filePath: folder.database))
    #expect(reasons(of: folder.store) == [.damaged, .damaged, .damaged])
    #expect(try Data(contentsOf: URL(filePath: folder.database)) == bytes)
  }

  @Test("a damaged file is used again once it was moved away, by the same store too")
  func recovery() throws {
    try Data(repeating: 0xA5, count: 10_000).write(to: URL(filePath: folder.database))
    let store = folder.store
    #expect(throws: StoreError.self) { try store.record(.measured([1]), of: "a") }
    try FileManager.default.removeItem(atPath: folder.database)
    try store.record(.measured([1]), of: "a")
    #expect(try folder.store.outcomes(of: ["a"]) == ["a": .measured([1])])
  }

  @Test("any page may be overwritten, any byte be the last: it is read, or damage is told")
  func damage() throws {
    let identities = (0..<300).map { "\($0) " + String(repeating: "x", count: 100) }
    do {
      let store = folder.store
      for identity in identities { try store.record(.measured([1]), of: identity) }
    }
    let whole = try Data(contentsOf: URL(filePath: folder.database))
    var damaged = 0
    for start in stride(from: 0, to: whole.count, by: 1024) {
      var overwritten = whole
      overwritten.replaceSubrange(start..<start + 1024, with: Data(repeating: 0x5A, count: 1024))
      for bytes in [overwritten, whole.prefix(start + 1)] {
        try bytes.write(to: URL(filePath: folder.database))
        let store = folder.store
        do throws(StoreError) {
          let found = try store.outcomes(of: identities)
          #expect(found.count <= identities.count)
          try store.record(.measured([2]), of: "new")
          try store.remove(identities)
        } catch {
          damaged += 1
          #expect(!error.description.isEmpty)
        }
      }
    }
    #expect(damaged > 10)
  }

  @Test("an outcome that is neither numbers nor text is damage")
  func damagedContent() throws {
    let store = folder.store
    try store.record(.measured([1]), of: "a")
    try folder.execute("UPDATE outcome SET content = x'010203'")
    #expect(throws: StoreError(.damaged, at: folder.database)) { try store.outcomes(of: ["a"]) }
  }

  @Test("the database of a later version is left alone")
  func newer() throws {
    try folder.store.record(.measured([1]), of: "a")
    try folder.execute("PRAGMA user_version = 2")
    #expect(reasons(of: folder.store) == [.newer, .newer, .newer])
    #expect(
      StoreError(.newer, at: "F").description == "F was written by a newer version of Benign")
  }

  @Test("a folder that cannot be made is named, with the system's reason")
  func noFolder() throws {
    try Data().write(to: URL(filePath: folder.path + "/file"))
    let inside = Store(folder: folder.path + "/file/x")
    #expect(
      throws: StoreError(.folder("Not a directory"), at: folder.path + "/file/x")
    ) { try inside.record(.measured([1]), of: "a") }
    let nowhere = Store(folder: "/proc/benign")
    #expect(throws: StoreError.self) { try nowhere.record(.measured([1]), of: "a") }
  }

  @Test("where nothing may be written, it says so, and what is there stays")
  func readOnly() throws {
    try folder.store.record(.measured([1]), of: "a")
    chmod(folder.database, 0o444)
    chmod(folder.path, 0o555)
    defer { chmod(folder.path, 0o755) }
    let reasons = try withoutPrivileges { self.reasons(of: folder.store) }
    #expect(reasons == [.readOnly, .readOnly, .readOnly])
    #expect(try folder.store.outcomes(of: ["a"]) == ["a": .measured([1])])
  }

  @Test("a folder that may not be entered is an error of writing")
  func forbidden() throws {
    chmod(folder.path, 0o555)
    defer { chmod(folder.path, 0o755) }
    let store = Store(folder: folder.path + "/x")
    let reasons = try withoutPrivileges { self.reasons(of: store) }
    #expect(reasons == [nil, .folder("Permission denied"), nil])
  }

  @Test("a full disk refuses an outcome, keeps the others, and takes it when there is room again")
  func full() throws {
    try folder.store.record(.measured([1]), of: "a")
    let connection = try Connection(path: folder.database, creating: false)
    // As many pages as there are.
    try connection.execute("PRAGMA max_page_count = 1")
    let table = try OutcomeTable(connection)
    let long = String(repeating: "x", count: 100_000)
    #expect(throws: StoreError(.full, at: folder.database)) {
      try table.record([(long, .measured([2]))], limit: 1 << 30)
    }
    #expect(try folder.store.outcomes(of: ["a", long]) == ["a": .measured([1])])
    try folder.store.record(.measured([2]), of: long)
    #expect(try folder.store.outcomes(of: [long]) == [long: .measured([2])])
  }

  @Test("who finds the database locked for longer than it waits says so")
  func locked() throws {
    try folder.store.record(.measured([1]), of: "a")
    let holder = try Connection(path: folder.database, creating: false)
    try holder.execute("BEGIN IMMEDIATE")
    let table = try OutcomeTable(Connection(path: folder.database, creating: false, patience: 10))
    #expect(throws: StoreError(.locked, at: folder.database)) {
      try table.record([("a", .measured([2]))], limit: 1 << 30)
    }
    try holder.execute("COMMIT")
    try table.record([("a", .measured([2]))], limit: 1 << 30)
    #expect(try folder.store.outcomes(of: ["a"]) == ["a": .measured([2])])
  }

  @Test("a store whose folder was cleared goes on in a new database")
  func cleared() throws {
    let store = folder.store
    try store.record(.measured([1]), of: "a")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.removeItem(atPath: folder.path + "/" + name)
    }
    #expect(try store.outcomes(of: ["a"]).isEmpty)
    try store.record(.measured([2]), of: "b")
    #expect(try folder.store.outcomes(of: ["a", "b"]) == ["b": .measured([2])])
    #expect(try folder.isSound())
  }

  /// Does something with the rights of a stranger, where this process is root: what a thread may do with files goes by
  /// an id of its own, which Swift's Glibc does not know how to set.
  private func withoutPrivileges<Result>(_ body: () -> Result) throws -> Result {
    let symbol = try #require(dlsym(nil, "setfsuid"))
    let setFileSystemUser = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> Int32).self)
    _ = setFileSystemUser(65534)
    defer { _ = setFileSystemUser(geteuid()) }
    return body()
  }
}
