// SPDX-License-Identifier: Apache-2.0

/// The database of sessions, with the statements that read and change it.
///
/// A session is a row, which a kernel makes with its first change, and parts by name. Whose session it is, a key says: a
/// kernel that is started again has its predecessor's.
struct SessionTable: ~Copyable {
  private let connection: Connection
  private let insert: Statement
  private let touch: Statement
  private let put: Statement
  private let remove: Statement
  private let latest: Statement
  private let selectParts: Statement
  private let dropOutdated: Statement
  private let oldest: Statement
  private let drop: Statement
  private let bytesInUse: Statement

  private static let layout = DatabaseLayout(
    file: "sessions.sqlite", version: 1, pageSize: 16_384,
    statements: [
      """
      CREATE TABLE session (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        turn INTEGER NOT NULL        -- ascending in the order of the sessions' last changes
      )
      """,
      "CREATE INDEX session_by_key ON session (key)",
      "CREATE INDEX session_by_turn ON session (turn)",
      """
      CREATE TABLE part (
        session INTEGER NOT NULL REFERENCES session (number) ON DELETE CASCADE,
        name TEXT NOT NULL,
        content BLOB NOT NULL,
        UNIQUE (session, name)
      )
      """,
    ])

  /// - Returns: `nil` when there is no database and none shall be made.
  static func open(in folder: String, creating: Bool) throws(StoreError) -> SessionTable? {
    switch try Connection.open(layout, in: folder, creating: creating) {
    case .some(let connection): return try SessionTable(connection)
    case .none: return nil
    }
  }

  private init(_ connection: consuming Connection) throws(StoreError) {
    try connection.execute("PRAGMA foreign_keys = ON")
    // What is written ahead is brought into the database, and to the disk, each 16 MiB: a cell that writes less seldom
    // waits. Pages of as many bytes stay in memory, so that a large part is not written twice.
    try connection.execute("PRAGMA wal_autocheckpoint = 1024")
    try connection.execute("PRAGMA cache_size = -16384")
    let next = "(SELECT coalesce(max(turn), 0) + 1 FROM session)"
    let insert = try connection.prepare(
      "INSERT INTO session (key, turn) VALUES (?, \(next)) RETURNING number")
    let touch = try connection.prepare(
      "UPDATE session SET turn = \(next) WHERE number = ? RETURNING number")
    let put = try connection.prepare(
      "INSERT OR REPLACE INTO part (session, name, content) VALUES (?, ?, ?)")
    let remove = try connection.prepare("DELETE FROM part WHERE session = ? AND name = ?")
    let latest = try connection.prepare(
      "SELECT number FROM session WHERE key = ? AND number <> ? ORDER BY number DESC LIMIT 1")
    let selectParts = try connection.prepare("SELECT name, content FROM part WHERE session = ?")
    let dropOutdated = try connection.prepare(
      "DELETE FROM session WHERE key = ?1 AND number < (SELECT max(number) FROM session WHERE key = ?1)"
    )
    let oldest = try connection.prepare(
      "SELECT number FROM session WHERE number <> ? ORDER BY turn LIMIT 1")
    let drop = try connection.prepare("DELETE FROM session WHERE number = ?")
    let bytesInUse = try connection.prepare(
      """
      SELECT (page_count - freelist_count) * page_size
      FROM pragma_page_count, pragma_freelist_count, pragma_page_size
      """)
    self.connection = connection
    self.insert = insert
    self.touch = touch
    self.put = put
    self.remove = remove
    self.latest = latest
    self.selectParts = selectParts
    self.dropOutdated = dropOutdated
    self.oldest = oldest
    self.drop = drop
    self.bytesInUse = bytesInUse
  }

  /// Whether the database's file is no longer where it was opened.
  var hasMoved: Bool { connection.hasMoved }

  /// All of a change, or nothing of it.
  func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try connection.transaction(.writing, body)
  }

  /// A new session; of the key's earlier ones the last stays.
  func begin(_ key: String) throws(StoreError) -> Int64 {
    try dropOutdated.run(.text(key))
    var number: Int64 = 0
    try insert.run(.text(key)) { number = $0.number(0) }
    return number
  }

  /// Makes it the session that was changed last.
  /// - Returns: `false` where it is not there any more.
  func touch(_ session: Int64) throws(StoreError) -> Bool {
    var isThere = false
    try touch.run(.number(session)) { _ in isThere = true }
    return isThere
  }

  /// - Parameter content: `nil` takes the part away.
  func set(_ content: [UInt8]?, as name: String, of session: Int64) throws(StoreError) {
    if let content {
      try put.run(.number(session), .text(name), .bytes(content))
    } else {
      try remove.run(.number(session), .text(name))
    }
  }

  /// The parts of the key's last session but this one; `nil` when there is none.
  func parts(of key: String, besides session: Int64) throws(StoreError) -> [String: [UInt8]]? {
    try connection.transaction(.reading) { () throws(StoreError) in
      var found: Int64?
      try latest.run(.text(key), .number(session)) { found = $0.number(0) }
      guard let found else { return nil }
      var parts: [String: [UInt8]] = [:]
      try selectParts.run(.number(found)) { row in
        parts[String(decoding: row.bytes(0), as: UTF8.self)] = row.bytes(1)
      }
      return parts
    }
  }

  /// The sessions that have not been changed for longest go; this one stays.
  func makeRoom(below limit: Int, besides session: Int64) throws(StoreError) {
    while true {
      var bytes: Int64 = 0
      try bytesInUse.run { bytes = $0.number(0) }
      guard bytes > limit else { return }
      var number: Int64?
      try oldest.run(.number(session)) { number = $0.number(0) }
      guard let number else { return }
      try drop.run(.number(number))
    }
  }
}
