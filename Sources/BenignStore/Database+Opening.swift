// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a database holds, and which file it is.
struct DatabaseLayout {
  /// Its name in the folder.
  let file: String
  /// Bytes of a page, where a new file is made; large values want large pages.
  var pageSize = 4096
  /// What makes each version out of the one before it, the first one out of nothing.
  let versions: [[String]]

  var version: Int64 { Int64(versions.count) }
}

extension Database {
  /// Opens the database of a folder.
  ///
  /// - Parameters:
  ///   - file: the database's name in the folder.
  ///   - creating: Whether folder and database are made where they are missing.
  /// - Returns: `nil` when there is no database and none shall be made.
  static func open(
    _ layout: DatabaseLayout, in folder: String, file: String, creating: Bool, _ patience: Patience
  ) throws(StoreError) -> Database? {
    let path = folder + "/" + file
    if creating { try makeFolder(folder) }
    let isMissing = { access(path, F_OK) != 0 && [ENOENT, ENOTDIR].contains(errno) }
    guard creating || !isMissing() else { return nil }
    return try FolderLock.hold(folder, patience) { () throws(StoreError) -> Database? in
      // Another process may have set it aside meanwhile.
      guard creating || !isMissing() else { return nil }
      return try open(path, layout, creating, patience)
    }
  }

  private static func open(
    _ path: String, _ layout: DatabaseLayout, _ creating: Bool, _ patience: Patience
  ) throws(StoreError) -> Database {
    // SQLite names the files beside by the path without links.
    let real = DatabaseFiles.withoutLinks(path)
    for ending in ["", "-wal", "-shm", "-journal"] { try requireRegular(real + ending) }
    try makeRoom(for: real)
    switch JournalIndex.fault(beside: real) {
    case .journal: throw StoreError(.damaged, at: path)
    case .index: JournalIndex.empty(beside: real)
    case nil: break
    }
    // SQLite would make it for everybody to read.
    if creating { mknod(path, S_IFREG | 0o600, 0) }
    let connection = try Database(path: path, creating: creating, patience: patience)
    do {
      // Of a file that is there already it changes nothing.
      try connection.execute("PRAGMA page_size = \(layout.pageSize)")
      try connection.prepareJournal(patience)
      try connection.prepare(layout)
    } catch {
      connection.leaveJournal()
      if error.reason == .locked { patience.loseIt() }
      throw error
    }
    makePrivate(path)
    return connection
  }

  /// Removes a journal that has lost its database: SQLite would take it for the new one's. Throws where a database is cut off so far
  /// that SQLite takes it for a new one, which it cannot lay out while others have it open.
  private static func makeRoom(for path: String) throws(StoreError) {
    var status = stat()
    let beside = ["-wal", "-shm"].map { path + $0 }
    guard stat(path, &status) == 0 else {
      for file in beside { unlink(file) }
      return
    }
    guard status.st_size < leastSize else { return }
    let isUsed =
      status.st_size > 0 || beside.contains { access($0, F_OK) == 0 } || isOpenElsewhere(path)
    if isUsed { throw StoreError(.damaged, at: path) }
  }

  /// Whether another process has the database open: each one holds a lock on bytes that no database has content in.
  ///
  /// This process must not have it open: closing the file lets go of its locks.
  private static func isOpenElsewhere(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return JournalIndex.isLocked(descriptor, sharedLock)
  }

  /// The bytes that SQLite's “File Locking” gives to those who have a database open.
  private static var sharedLock: (offset: Int, count: Int) { (0x4000_0002, 510) }

  /// A page, and a database, has at least so many bytes.
  private static var leastSize: Int { 512 }

  /// Throws where something that is no file lies in a file's place: whoever opens a pipe waits for who is at its other end.
  private static func requireRegular(_ path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw StoreError(.noFile, at: path)
  }

  /// Leaves the database, and what SQLite has laid beside it, to their owner alone.
  ///
  /// By name: whoever opens and closes such a file lets go of the locks that this process holds on it.
  private static func makePrivate(_ path: String) {
    for file in [path, path + "-wal", path + "-shm"] {
      var status = stat()
      if stat(file, &status) == 0, status.st_mode & 0o077 != 0 { chmod(file, 0o600) }
    }
  }

  /// Whatever a process has written ahead, others see, even when it is killed; readers and the writer do not wait for
  /// each other. Only a loss of power may cost what was written last, and never more than that.
  private func prepareJournal(_ patience: Patience) throws(StoreError) {
    try execute("PRAGMA synchronous = NORMAL")
    // What a large write has made of the journal's file is given back.
    try execute("PRAGMA journal_size_limit = \(DatabaseFiles.journalLimit)")
    // Two processes that find a new database at once may be in each other's way here, and this is where SQLite does
    // not wait by itself.
    let deadline = ContinuousClock.now + .milliseconds(patience.milliseconds)
    while true {
      do {
        return try execute("PRAGMA journal_mode = WAL")
      } catch {
        // Each attempt may have waited itself.
        guard error.reason == .locked, ContinuousClock.now < deadline else { throw error }
        usleep(10_000)
      }
    }
  }

  private func prepare(_ layout: DatabaseLayout) throws(StoreError) {
    // Texts are compared and sealed as bytes.
    guard try text("PRAGMA encoding") == "UTF-8" else { throw StoreError(.damaged, at: path) }
    if try number("PRAGMA user_version") == layout.version { return }
    // Of two processes that find an empty database, one lays it out, and the other one sees that when its turn comes.
    try transaction(.writing) { () throws(StoreError) in
      let found = try number("PRAGMA user_version")
      if found == layout.version { return }
      guard found < layout.version else { throw StoreError(.newer, at: path) }
      for statements in layout.versions[Int(max(0, found))...] {
        for statement in statements { try execute(statement) }
      }
      try execute("PRAGMA user_version = \(layout.version)")
    }
  }

  /// Makes a folder and those above it, for their owner only.
  private static func makeFolder(_ folder: String) throws(StoreError) {
    let make = { mkdir(folder, 0o700) == 0 || errno == EEXIST ? 0 : errno }
    var code = make()
    if code == ENOENT, let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
      try makeFolder(String(folder[..<slash]))
      code = make()
    }
    guard code == 0 else {
      throw StoreError(.folder(String(cString: strerror(code))), at: folder)
    }
  }
}
