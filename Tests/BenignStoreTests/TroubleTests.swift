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
    "a file that is no database is set aside as it is at its first use, and a new one serves",
    arguments: [
      Data("a letter to my mother".utf8), Data(repeating: 0xA5, count: 10_000),
    ], [false, true])
  func noDatabase(bytes: Data, isRead: Bool) throws {
    try bytes.write(to: URL(filePath: folder.database))
    let store = folder.store
    if isRead { #expect(try store.outcomes(of: ["a"]).isEmpty) }
    try store.record(.measured([1]), of: "a")
    let aside = folder.database + ".damaged"
    #expect(store.takeNotice()?.contains("it is \(aside) now") == true)
    #expect(try Data(contentsOf: URL(filePath: aside)) == bytes)
    #expect(try folder.store.outcomes(of: ["a"]) == ["a": .measured([1])])
    #expect(store.takeNotice() == nil)
  }

  @Test(
    "a database without its table, or with another one of its name, is set aside, too",
    arguments: [
      ["DROP TABLE outcome"], ["ALTER TABLE outcome DROP COLUMN content"],
      ["DROP TABLE outcome", "CREATE TABLE outcome (a)", "PRAGMA user_version = 0"],
    ])
  func foreignLayout(statements: [String]) throws {
    try folder.store.record(.measured([1]), of: "a")
    for statement in statements { try folder.execute(statement) }
    let store = folder.store
    try store.record(.measured([2]), of: "b")
    #expect(store.takeNotice() != nil)
    #expect(try folder.store.outcomes(of: ["a", "b"]) == ["b": .measured([2])])
  }

  @Test(
    "a pipe or a folder in the place of a file is told at once, and nobody waits for it",
    arguments: ["", "-wal", "-shm", "-journal"], [true, false])
  func noFile(ending: String, isPipe: Bool) throws {
    if !ending.isEmpty { try folder.store.record(.measured([1]), of: "a") }
    let path = folder.database + ending
    unlink(path)
    if isPipe { mkfifo(path, 0o600) } else { mkdir(path, 0o700) }
    #expect(reasons(of: folder.store) == [.noFile, .noFile, .noFile])
    #expect(StoreError(.noFile, at: "F").description == "F is no file: move it away")
  }

  @Test("a database whose texts are UTF-16 is set aside")
  func wideTexts() throws {
    let path = folder.path + "/sessions.sqlite"
    let foreign = try Database(path: path, creating: true)
    try foreign.execute("PRAGMA encoding = 'UTF-16'")
    try foreign.execute("CREATE TABLE foo (a)")
    let store = SessionStore(folder: folder.path, key: "a", form: 1)
    try store.keep([part("x", 1, [1])], turn: 1)
    #expect(store.takeNotice()?.contains(".damaged now") == true)
    #expect(try SessionStore(folder: folder.path, key: "a", form: 1).parts() == ["x": [1]])
  }

  @Test("what was set aside before stays")
  func damagedAgain() throws {
    try FileManager.default.createDirectory(
      atPath: folder.database + ".damaged", withIntermediateDirectories: false)
    for (number, name) in [(1, ".damaged-2"), (2, ".damaged-3")] {
      let bytes = Data(repeating: UInt8(0xA0 + number), count: 5_000)
      try bytes.write(to: URL(filePath: folder.database))
      for rest in ["-wal", "-shm"] { unlink(folder.database + rest) }
      try folder.store.record(.measured([1]), of: "a")
      #expect(try Data(contentsOf: URL(filePath: folder.database + name)) == bytes)
    }
  }

  @Test("of several that find a damaged file at once, all keep what they have", arguments: 0..<20)
  func race(round: Int) async throws {
    let path = folder.path + "/sessions.sqlite"
    if round % 2 == 0 {
      try Data(repeating: 0xA5, count: 20_000).write(to: URL(filePath: path))
    } else {
      let foreign = try Database(path: path, creating: true)
      try foreign.execute("PRAGMA journal_mode = WAL")
      try foreign.execute("CREATE TABLE foo (a)")
      try foreign.execute("PRAGMA user_version = \(SessionTable.layout.version)")
    }
    let folder = folder.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for key in ["a", "b", "c"] {
        group.addTask {
          let store = SessionStore(folder: folder, key: key, form: 1)
          try store.keep([part("x", 1, [UInt8](repeating: 7, count: 10_000))], turn: 1)
        }
      }
      try await group.waitForAll()
    }
    for key in ["a", "b", "c"] {
      let kept = try SessionStore(folder: folder, key: key, form: 1).parts()
      #expect(kept == ["x": [UInt8](repeating: 7, count: 10_000)], "\(key)")
    }
  }

  @Test("a damaged file that the folder does not let go is named, and stays as it is")
  func damagedInReadOnlyFolder() throws {
    let bytes = Data(repeating: 0xA5, count: 10_000)
    try bytes.write(to: URL(filePath: folder.database))
    chmod(folder.database, 0o666)
    chmod(folder.path, 0o555)
    defer { chmod(folder.path, 0o755) }
    let store = folder.store
    let reasons = try withoutPrivileges { self.reasons(of: store) }
    #expect(reasons == [.damaged, .damaged, .damaged])
    #expect(store.takeNotice() == nil)
    #expect(try Data(contentsOf: URL(filePath: folder.database)) == bytes)
  }

  @Test("a database in a folder that may not be entered is not taken for missing")
  func hidden() throws {
    try folder.store.record(.measured([1]), of: "a")
    chmod(folder.path, 0)
    defer { chmod(folder.path, 0o755) }
    let reasons = try withoutPrivileges { self.reasons(of: folder.store) }
    #expect(reasons == [.readOnly, .readOnly, .readOnly])
  }

  @Test("any page may be overwritten, any byte be the last: it is read, or set aside and told")
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
        let found = try store.outcomes(of: identities)
        #expect(found.count <= identities.count)
        try store.record(.measured([2]), of: "new")
        try store.remove(identities)
        if store.takeNotice() != nil { damaged += 1 }
        #expect(try folder.store.outcomes(of: ["new"]) == ["new": .measured([2])])
      }
    }
    #expect(damaged > 10)
  }

  @Test(
    "an outcome that is not what was recorded is none, is told once, and is recorded anew",
    arguments: [
      "content = x'010203'", "content = x'000000000000F03F'", "content = 'failed'",
      "content = CAST(content AS TEXT)", "identity = identity || 'b'", "seal = seal + 1",
    ])
  func damagedContent(change: String) throws {
    let store = folder.store
    try store.record(.measured([2]), of: "a")
    try folder.execute("UPDATE outcome SET \(change)")
    var damaged = 0
    #expect(try store.outcomes(of: ["a"], damaged: { damaged += 1 }).isEmpty)
    #expect(damaged == 1)
    #expect(try store.outcomes(of: ["a"], damaged: { damaged += 1 }).isEmpty)
    #expect(damaged == 1)
    try store.record(.measured([2]), of: "a")
    #expect(try folder.store.outcomes(of: ["a"]) == ["a": .measured([2])])
  }

  @Test("no bit of the file can be changed so that another number is found")
  func bits() throws {
    try folder.store.record(.measured([0.086, 1]), of: "loss of this and that")
    try folder.store.record(.measured([4.7e-21, 2]), of: "loss of that and this")
    try folder.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let whole = try Data(contentsOf: URL(filePath: folder.database))
    var generator = SystemRandomNumberGenerator()
    // Most of the file is empty: there, one bit in many is enough.
    let places = whole.indices.filter { whole[$0] != 0 || $0 % 64 == 0 }
    for place in places {
      var damaged = whole
      damaged[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      for rest in ["-wal", "-shm"] { unlink(folder.database + rest) }
      try damaged.write(to: URL(filePath: folder.database))
      let found = try? folder.store.outcomes(of: ["loss of this and that"])
      let outcome = found?["loss of this and that"]
      #expect(outcome == nil || outcome == .measured([0.086, 1]), "\(place) \(damaged[place])")
    }
  }

  @Test("outcomes of an older Benign get their seals; what it adds meanwhile is not believed")
  func olderLayout() throws {
    let store = folder.store
    try store.record(.measured([2]), of: "a")
    try folder.execute("ALTER TABLE outcome DROP COLUMN origin")
    try folder.execute("ALTER TABLE outcome DROP COLUMN seal")
    try folder.execute("PRAGMA user_version = 1")
    var damaged = 0
    #expect(try folder.store.outcomes(of: ["a"]) { damaged += 1 } == ["a": .measured([2])])
    try folder.execute("UPDATE outcome SET seal = NULL")
    #expect(try folder.store.outcomes(of: ["a"]) { damaged += 1 }.isEmpty)
    #expect(damaged == 0)
  }

  @Test("the database of a later version is left alone")
  func newer() throws {
    try folder.store.record(.measured([1]), of: "a")
    try folder.execute("PRAGMA user_version = 9")
    #expect(reasons(of: folder.store) == [.newer, .newer, .newer])
    #expect(
      StoreError(.newer, at: "F").description.hasPrefix(
        "F says that a newer version of Benign wrote it"))
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
    // As many pages as there are.
    let connection = try folder.connection(after: "PRAGMA max_page_count = 1")
    let table = try OutcomeTable(connection)
    let long = String(repeating: "x", count: 100_000)
    #expect(throws: StoreError(.full, at: folder.database)) {
      try table.record([(long, .measured([2]))], quota: 1 << 30)
    }
    #expect(try folder.store.outcomes(of: ["a", long]) == ["a": .measured([1])])
    try folder.store.record(.measured([2]), of: long)
    #expect(try folder.store.outcomes(of: [long]) == [long: .measured([2])])
  }

  @Test(
    "who finds the database locked for longer than it waits says so, and hardly waits until it is free"
  )
  func locked() throws {
    try folder.store.record(.measured([1]), of: "a")
    let holder = try folder.connection(after: "BEGIN IMMEDIATE")
    let patience = Patience(100)
    let table = try OutcomeTable(
      Database(path: folder.database, creating: false, patience: patience))
    #expect(patience.milliseconds == 100)
    #expect(throws: StoreError(.locked, at: folder.database)) {
      try table.record([("a", .measured([2]))], quota: 1 << 30)
    }
    #expect(patience.milliseconds == 20)
    // Who can read is not let in for that.
    #expect(try table.outcomes(of: ["a"], damaged: {}) == ["a": .measured([1])])
    #expect(patience.milliseconds == 20)
    try holder.execute("COMMIT")
    try table.record([("a", .measured([2]))], quota: 1 << 30)
    #expect(patience.milliseconds == 100)
    #expect(try folder.store.outcomes(of: ["a"]) == ["a": .measured([2])])
  }

  @Test("a database that is locked when it is opened is waited for once, too")
  func lockedAtOnce() throws {
    try folder.store.record(.measured([1]), of: "a")
    let holder = try folder.connection(after: "PRAGMA locking_mode = EXCLUSIVE")
    try holder.execute("BEGIN EXCLUSIVE")
    let patience = Patience(100)
    #expect(throws: StoreError(.locked, at: folder.database)) {
      _ = try OutcomeTable.open(in: folder.path, creating: true, patience)
    }
    #expect(patience.milliseconds == 20)
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
