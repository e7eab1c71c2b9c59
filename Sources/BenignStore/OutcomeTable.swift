// SPDX-License-Identifier: Apache-2.0

/// The database's one table, with the statements that read and change it.
///
/// A row is found by a hash of its identity, which is a long text, and then by the text itself: an index over the texts
/// would double the database. Rows are numbered as they come, so that the oldest are found at once. A row has a seal over
/// its identity and content: what was changed on the disk is not believed.
struct OutcomeTable: FolderTable, ~Copyable {
  /// Whether a row is what was recorded.
  static let isSealed = "seal = seal(identity || coalesce(' from ' || origin, ''), content)"

  let connection: Database
  private let select: PreparedStatement
  private let insert: PreparedStatement
  private let delete: PreparedStatement
  private let deleteDamaged: PreparedStatement
  private let bytesInUse: PreparedStatement
  private let deleteOldest: PreparedStatement

  init(_ connection: consuming Database) throws(StoreError) {
    // What many changes touch stays in memory, so that it is written once.
    try connection.execute("PRAGMA cache_size = -16384")
    let select = try connection.prepare(
      """
      SELECT content, identity = ?2, \(Self.isSealed), number, origin
      FROM outcome WHERE hash = ?1 AND seal IS NOT NULL
      """)
    let insert = try connection.prepare(
      """
      INSERT INTO outcome (hash, identity, content, seal) VALUES (?1, ?2, ?3, seal(?2, ?3))
      RETURNING number
      """)
    let delete = try connection.prepare("DELETE FROM outcome WHERE hash = ? AND identity = ?")
    let deleteDamaged = try connection.prepare("DELETE FROM outcome WHERE number = ?")
    let bytesInUse = try connection.prepare(
      """
      SELECT (page_count - freelist_count) * page_size
      FROM pragma_page_count, pragma_freelist_count, pragma_page_size
      """)
    let deleteOldest = try connection.prepare(
      """
      DELETE FROM outcome WHERE number IN (SELECT number FROM outcome ORDER BY number LIMIT ?)
      """)
    self.connection = connection
    self.select = select
    self.insert = insert
    self.delete = delete
    self.deleteDamaged = deleteDamaged
    self.bytesInUse = bytesInUse
    self.deleteOldest = deleteOldest
  }

  func forgetPages() { connection.forgetPages() }

  func isLaidOut() throws(StoreError) -> Bool {
    try connection.number("PRAGMA user_version") == Self.layout.version
  }

  func leaveJournal() { connection.leaveJournal() }

  func isSound() throws(StoreError) -> Bool { try connection.isSound() }

  /// What is known of these identities, locked once: a lock costs as much as finding an outcome.
  ///
  /// - Parameters:
  ///   - damaged: called for each row that is not what was recorded; such a row goes.
  ///   - foreign: called for each row that another Benign has computed, with that one's name.
  func outcomes(
    of identities: [String], damaged: () -> Void, foreign: (String) -> Void = { _ in }
  ) throws(StoreError) -> [String: Store.Outcome] {
    var found: [String: Store.Outcome] = [:]
    var rows: [Int64] = []
    try connection.transaction(.reading) { () throws(StoreError) in
      for identity in identities {
        found[identity] = try outcome(of: identity, damaged: &rows, foreign)
      }
    }
    for _ in rows { damaged() }
    if !rows.isEmpty {
      // Where nothing can be written, they are found damaged again.
      try? connection.transaction(.writing) { () throws(StoreError) in
        for row in rows { try deleteDamaged.run(.number(row)) }
      }
    }
    return found
  }

  private func outcome(
    of identity: String, damaged: inout [Int64], _ foreign: (String) -> Void
  ) throws(StoreError) -> Store.Outcome? {
    var outcome: Store.Outcome?
    var rows: [Int64] = []
    var origin = ""
    try select.run(.number(hash(identity)), .text(identity)) { row in
      if row.number(2) == 0 {
        rows.append(row.number(3))
      } else if row.number(1) == 1 {
        let bytes = row.bytes(0)
        outcome =
          row.isText(0)
          ? .failed(String(decoding: bytes, as: UTF8.self)) : .measured(.init(littleEndian: bytes))
        origin = row.isText(4) ? String(decoding: row.bytes(4), as: UTF8.self) : ""
      }
    }
    damaged += rows
    if outcome != nil, !origin.isEmpty { foreign(origin) }
    return outcome
  }

  /// - Parameter quota: How many bytes the database may have.
  func record(
    _ outcomes: [(identity: String, outcome: Store.Outcome)], quota: Int
  ) throws(StoreError) {
    try connection.transaction(.writing) { () throws(StoreError) in
      for (identity, outcome) in outcomes { try put(outcome, of: identity, quota: quota) }
    }
  }

  /// Inside a transaction.
  private func put(
    _ outcome: Store.Outcome, of identity: String, quota: Int
  ) throws(StoreError) {
    let content: PreparedStatement.Parameter =
      switch outcome {
      case .measured(let values): .bytes(values.littleEndianBytes)
      case .failed(let reason): .text(reason)
      }
    let key = hash(identity)
    try delete.run(.number(key), .text(identity))
    var number: Int64 = 0
    try insert.run(.number(key), .text(identity), content) { number = $0.number(0) }
    if number.isMultiple(of: Self.portion) { try makeRoom(below: quota) }
  }

  func remove(_ identities: [String]) throws(StoreError) {
    try connection.transaction(.writing) { () throws(StoreError) in
      for identity in identities { try delete.run(.number(hash(identity)), .text(identity)) }
    }
  }

  /// So many outcomes come before the size is looked at. Twice as many go where it is too large: it shrinks without
  /// anybody's waiting.
  private static let portion: Int64 = 64

  /// - Returns: how many went.
  @discardableResult
  func makeRoom(below quota: Int) throws(StoreError) -> Int {
    var bytes: Int64 = 0
    try bytesInUse.run { bytes = $0.number(0) }
    guard bytes > quota else { return 0 }
    try deleteOldest.run(.number(2 * Self.portion))
    return Int(2 * Self.portion)
  }
}

private func hash(_ identity: String) -> Int64 {
  Int64(bitPattern: FNV1a(identity.utf8).value)
}

extension [Double] {
  /// Eight bytes a number, its bits: nan, −0 and the infinities come back as they were.
  fileprivate var littleEndianBytes: [UInt8] {
    flatMap { Swift.withUnsafeBytes(of: $0.bitPattern.littleEndian, Array<UInt8>.init) }
  }

  fileprivate init(littleEndian bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { buffer in
      stride(from: 0, through: buffer.count - 8, by: 8).map { offset in
        let bits = buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
  }
}
