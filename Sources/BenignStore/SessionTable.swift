// SPDX-License-Identifier: Apache-2.0

/// The database of sessions, with the statements that read and change it.
///
/// A session is a row, which a kernel makes with its first change, and parts by name. Whose session it is, a key says: a
/// kernel that is started again has its predecessor's.
struct SessionTable: FolderTable, ~Copyable {
  private let connection: Database
  private let insert: PreparedStatement
  private let touch: PreparedStatement
  private let put: PreparedStatement
  private let remove: PreparedStatement
  private let latest: PreparedStatement
  private let selectParts: PreparedStatement
  private let selectSeals: PreparedStatement
  private let dropOutdated: PreparedStatement
  private let oldest: PreparedStatement
  private let drop: PreparedStatement
  private let bytesInUse: PreparedStatement

  init(_ connection: consuming Database) throws(StoreError) {
    try Self.configure(connection)
    let next = "(SELECT coalesce(max(turn), 0) + 1 FROM session)"
    let insert = try connection.prepare(
      "INSERT INTO session (key, form, turn) VALUES (?, ?, \(next)) RETURNING number")
    let touch = try connection.prepare(
      "UPDATE session SET turn = \(next) WHERE number = ? RETURNING number")
    let put = try connection.prepare(
      "INSERT INTO part (session, name, content) VALUES (?, ?, ?)")
    let remove = try connection.prepare("DELETE FROM part WHERE session = ? AND name = ?")
    let latest = try connection.prepare(
      """
      SELECT number, form FROM session WHERE key = ? AND number <> ? ORDER BY number DESC LIMIT 1
      """)
    let selectParts = try connection.prepare("SELECT name, content FROM part WHERE session = ?")
    let selectSeals = try connection.prepare(
      "SELECT name, seal(name, content) FROM part WHERE session = ?")
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
    self.selectSeals = selectSeals
    self.dropOutdated = dropOutdated
    self.oldest = oldest
    self.drop = drop
    self.bytesInUse = bytesInUse
  }

  private static func configure(_ connection: borrowing Database) throws(StoreError) {
    try connection.execute("PRAGMA foreign_keys = ON")
    // What is written ahead is brought into the database, and to the disk, each 16 MiB: a cell that writes less seldom
    // waits. Pages of as many bytes stay in memory, so that a large part is not written twice.
    try connection.execute("PRAGMA wal_autocheckpoint = 1024")
    try connection.execute("PRAGMA cache_size = -16384")
  }

  func forgetPages() { connection.forgetPages() }

  func isLaidOut() throws(StoreError) -> Bool {
    try connection.number("PRAGMA user_version") == Self.layout.version
  }

  func leaveJournal() { connection.leaveJournal() }

  func isSound() throws(StoreError) -> Bool { try connection.isSound() }

  /// All of a change, or nothing of it.
  func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try connection.transaction(.writing, body)
  }

  /// A new session; of the key's earlier ones the last stays.
  func begin(_ key: String, form: Int) throws(StoreError) -> Int64 {
    try dropOutdated.run(.text(key))
    var number: Int64 = 0
    try insert.run(.text(key), .number(Int64(form))) { number = $0.number(0) }
    return number
  }

  /// Makes it the session that was changed last.
  /// - Returns: `false` where it is not there any more.
  func touch(_ session: Int64) throws(StoreError) -> Bool {
    var isThere = false
    try touch.run(.number(session)) { _ in isThere = true }
    return isThere
  }

  func put(_ content: [UInt8], as name: String, of session: Int64) throws(StoreError) {
    try put.run(.number(session), .text(name), .bytes(content))
  }

  func remove(_ name: String, of session: Int64) throws(StoreError) {
    try remove.run(.number(session), .text(name))
  }

  /// The key's last session but this one; `nil` when there is none.
  func kept(of key: String, besides session: Int64) throws(StoreError) -> SessionStore.Kept? {
    try connection.transaction(.reading) { () throws(StoreError) in
      var found: (number: Int64, form: Int64)?
      try latest.run(.text(key), .number(session)) { found = ($0.number(0), $0.number(1)) }
      guard let found else { return nil }
      var parts: [String: [UInt8]] = [:]
      try selectParts.run(.number(found.number)) { row in
        parts[String(decoding: row.bytes(0), as: UTF8.self)] = row.bytes(1)
      }
      return SessionStore.Kept(form: Int(found.form), parts: parts)
    }
  }

  /// What there is of a session whose parts were written so; it may have gone to make room.
  func holding(
    _ written: SessionParts, of session: Int64
  ) throws(StoreError) -> OpenTable<SessionTable>.Holding {
    var seals: [String: Seal] = [:]
    try selectSeals.run(.number(session)) { row in
      let name = String(decoding: row.bytes(0), as: UTF8.self)
      seals[name] = Seal(value: UInt64(bitPattern: row.number(1)))
    }
    return seals.isEmpty && session != 0 ? .none : seals == written.seals ? .all : .other
  }

  /// The sessions that have not been changed for longest go; this one stays.
  /// - Parameter room: for how many bytes more there shall be room below the quota.
  func make(room: Int, below quota: Int, besides session: Int64) throws(StoreError) {
    while true {
      var bytes: Int64 = 0
      try bytesInUse.run { bytes = $0.number(0) }
      guard bytes > quota - room else { return }
      var number: Int64?
      try oldest.run(.number(session)) { number = $0.number(0) }
      guard let number else { return }
      try drop.run(.number(number))
    }
  }
}
