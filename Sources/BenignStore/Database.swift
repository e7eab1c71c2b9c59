// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// An open database with one owner; closed when that owner lets it go.
///
/// SQLite lets a connection be used by one thread after the other, not by two at once: its owner sees to that.
struct Database: ~Copyable {
  let path: String
  private let handle: OpaquePointer
  private let patience: Patience

  /// - Parameters:
  ///   - creating: Whether a missing file is made; else it is an error.
  ///   - patience: How long it waits for another's write.
  init(
    path: String, creating: Bool, patience: Patience = Patience()
  ) throws(StoreError) {
    let flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
      | (creating ? SQLITE_OPEN_CREATE : 0)
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      let error = StoreError(code, of: handle, at: path)
      sqlite3_close_v2(handle)
      throw error
    }
    self.path = path
    self.handle = handle
    self.patience = patience
    sqlite3_busy_timeout(handle, patience.milliseconds)
    Seal.teach(handle)
    Seal.teachOutcomes(handle)
  }

  deinit {
    // Statements that are still there keep the handle until they go.
    sqlite3_close_v2(handle)
  }

  /// Leaves the journal as it is when this closes: by its name it may belong to another database by then.
  func leaveJournal() { _ = benign_leave_journal(handle) }

  /// Forgets the pages that it has read, so that the files are read again.
  func forgetPages() { sqlite3_db_release_memory(handle) }

  /// Whether SQLite finds no page that contradicts another one.
  func isSound() throws(StoreError) -> Bool { try text("PRAGMA quick_check(1)") == "ok" }

  func prepare(_ sql: String) throws(StoreError) -> PreparedStatement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw StoreError(code, of: handle, at: path) }
    return PreparedStatement(statement, at: path)
  }

  /// Runs what is needed once only.
  func execute(_ sql: String) throws(StoreError) {
    try prepare(sql).run()
  }

  /// The whole number that a question of one row and one column is answered with.
  func number(_ sql: String) throws(StoreError) -> Int64 {
    var number: Int64 = 0
    try prepare(sql).run { number = $0.number(0) }
    return number
  }

  /// The text that a question of one row and one column is answered with.
  func text(_ sql: String) throws(StoreError) -> String {
    var text = ""
    try prepare(sql).run { text = String(decoding: $0.bytes(0), as: UTF8.self) }
    return text
  }

  enum Access: String {
    case reading = "BEGIN"
    case writing = "BEGIN IMMEDIATE"
  }

  /// All of `body`, or nothing of it, in the eyes of everybody else; and what it reads is of one moment.
  func transaction<Result>(
    _ access: Access, _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    sqlite3_busy_timeout(handle, patience.milliseconds)
    do {
      try execute(access.rawValue)
      let result = try body()
      try execute("COMMIT")
      if access == .writing { patience.regainIt() }
      return result
    } catch {
      if error.reason == .locked { patience.loseIt() }
      // Where nothing was begun, or SQLite has given it up by itself, there is nothing to roll back.
      try? execute("ROLLBACK")
      throw error
    }
  }
}

extension StoreError {
  /// What SQLite has just reported of a database.
  init(_ code: Int32, of handle: OpaquePointer?, at path: String) {
    let reason: Reason =
      switch code & 0xFF {
      case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
      // A table or a column is missing, or another program's table has its name: the statements are always the same.
      case SQLITE_ERROR: .damaged
      case SQLITE_READONLY, SQLITE_PERM: .readOnly
      case SQLITE_FULL: .full
      case SQLITE_BUSY, SQLITE_LOCKED: .locked
      // A file ends where there should be content.
      case SQLITE_IOERR where code == SQLITE_IOERR | 2 << 8: .damaged
      case SQLITE_CANTOPEN where Self.isForbidden(path): .readOnly
      case SQLITE_CANTOPEN, SQLITE_IOERR: .other(Self.words(code, of: handle))
      default: .other(String(cString: sqlite3_errmsg(handle)))
      }
    self.init(reason, at: path)
  }

  /// SQLite makes files beside the database, and where it may not, it does not say so.
  private static func isForbidden(_ path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return [path, folder].contains { (path: String) in
      faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 && [EACCES, EROFS].contains(errno)
    }
  }

  /// The system's words, or SQLite's where it has not kept those.
  private static func words(_ code: Int32, of handle: OpaquePointer?) -> String {
    let reason = sqlite3_system_errno(handle)
    if reason != 0 { return String(cString: strerror(reason)) }
    // SQLITE_IOERR_WRITE and SQLITE_IOERR_SHMSIZE, in which SQLite forgets the reason.
    guard [3, 19].map({ SQLITE_IOERR | $0 << 8 }).contains(code) else {
      return String(cString: sqlite3_errmsg(handle))
    }
    return "the system does not let it grow; a limit of file sizes (ulimit -f) may be reached"
  }
}
