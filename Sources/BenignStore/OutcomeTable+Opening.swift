// SPDX-License-Identifier: Apache-2.0

import Glibc

extension OutcomeTable {
  /// The database's layout; another one gets another number.
  private static let version: Int64 = 1

  private static let layout = [
    """
    CREATE TABLE outcome (
      number INTEGER PRIMARY KEY,  -- ascending in the order of recording
      hash INTEGER NOT NULL,       -- FNV-1a of identity
      identity TEXT NOT NULL,
      content NOT NULL             -- a blob of little-endian doubles, or the text of a failure
    )
    """,
    "CREATE INDEX outcome_by_hash ON outcome (hash)",
  ]

  /// Opens the database of a folder.
  ///
  /// - Parameter creating: Whether folder and database are made where they are missing.
  /// - Returns: `nil` when there is no database and none shall be made.
  static func open(in folder: String, creating: Bool) throws(StoreError) -> OutcomeTable? {
    let path = folder + "/outcomes.sqlite"
    if creating { try makeFolder(folder) }
    guard creating || access(path, F_OK) == 0 else { return nil }
    let connection = try Connection(path: path, creating: creating)
    try prepareJournal(of: connection)
    try prepareLayout(of: connection)
    return try OutcomeTable(connection)
  }

  /// Whatever a process has written ahead, others see, even when it is killed; readers and the writer do not wait for
  /// each other. Only a loss of power may cost the last outcomes, and never more than them.
  private static func prepareJournal(of connection: borrowing Connection) throws(StoreError) {
    try connection.execute("PRAGMA synchronous = NORMAL")
    // Two processes that find a new database at once may be in each other's way here, and this is where SQLite does
    // not wait by itself.
    for _ in 0..<500 {
      do {
        return try connection.execute("PRAGMA journal_mode = WAL")
      } catch {
        guard error.reason == .locked else { throw error }
        usleep(10_000)
      }
    }
    throw StoreError(.locked, at: connection.path)
  }

  private static func prepareLayout(of connection: borrowing Connection) throws(StoreError) {
    if try connection.number("PRAGMA user_version") == version { return }
    // Of two processes that find an empty database, one lays it out, and the other one sees that when its turn comes.
    try connection.transaction(.writing) { () throws(StoreError) in
      let found = try connection.number("PRAGMA user_version")
      if found == version { return }
      guard found < version else { throw StoreError(.newer, at: connection.path) }
      for statement in layout { try connection.execute(statement) }
      try connection.execute("PRAGMA user_version = \(version)")
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
