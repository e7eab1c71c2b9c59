// SPDX-License-Identifier: Apache-2.0

/// The database's one table, with the statements that read and change it.
///
/// A row is found by a hash of its identity, which is a long text, and then by the text itself: an index over the texts
/// would double the database. Rows are numbered as they come, so that the oldest are found at once.
struct OutcomeTable: ~Copyable {
  private let connection: Connection
  private let select: Statement
  private let insert: Statement
  private let delete: Statement
  private let bytesInUse: Statement
  private let deleteOldest: Statement

  init(_ connection: consuming Connection) throws(StoreError) {
    let select = try connection.prepare(
      "SELECT content FROM outcome WHERE hash = ? AND identity = ?")
    let insert = try connection.prepare(
      "INSERT INTO outcome (hash, identity, content) VALUES (?, ?, ?) RETURNING number")
    let delete = try connection.prepare("DELETE FROM outcome WHERE hash = ? AND identity = ?")
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
    self.bytesInUse = bytesInUse
    self.deleteOldest = deleteOldest
  }

  /// Whether the database's file is no longer where it was opened.
  var hasMoved: Bool { connection.hasMoved }

  /// What is known of these identities, locked once: a lock costs as much as finding an outcome.
  func outcomes(of identities: [String]) throws(StoreError) -> [String: Store.Outcome] {
    try connection.transaction(.reading) { () throws(StoreError) in
      var found: [String: Store.Outcome] = [:]
      for identity in identities { found[identity] = try outcome(of: identity) }
      return found
    }
  }

  private func outcome(of identity: String) throws(StoreError) -> Store.Outcome? {
    var content: (bytes: [UInt8], isText: Bool)?
    try select.run(.number(hash(identity)), .text(identity)) { row in
      content = (row.bytes(0), row.isText(0))
    }
    guard let content else { return nil }
    if content.isText { return .failed(String(decoding: content.bytes, as: UTF8.self)) }
    guard let values = [Double](littleEndianBytes: content.bytes) else {
      throw StoreError(.damaged, at: connection.path)
    }
    return .measured(values)
  }

  /// - Parameter limit: How many bytes the database may have.
  func record(
    _ outcomes: [(identity: String, outcome: Store.Outcome)], limit: Int
  ) throws(StoreError) {
    try connection.transaction(.writing) { () throws(StoreError) in
      for (identity, outcome) in outcomes { try put(outcome, of: identity, limit: limit) }
    }
  }

  /// Inside a transaction.
  private func put(
    _ outcome: Store.Outcome, of identity: String, limit: Int
  ) throws(StoreError) {
    let content: Statement.Parameter =
      switch outcome {
      case .measured(let values): .bytes(values.littleEndianBytes)
      case .failed(let reason): .text(reason)
      }
    let key = hash(identity)
    try delete.run(.number(key), .text(identity))
    var number: Int64 = 0
    try insert.run(.number(key), .text(identity), content) { number = $0.number(0) }
    if number.isMultiple(of: Self.portion) { try makeRoom(below: limit) }
  }

  func remove(_ identities: [String]) throws(StoreError) {
    try connection.transaction(.writing) { () throws(StoreError) in
      for identity in identities { try delete.run(.number(hash(identity)), .text(identity)) }
    }
  }

  /// So many outcomes come before the size is looked at. Twice as many go where it is too large: it shrinks without
  /// anybody's waiting.
  private static let portion: Int64 = 64

  private func makeRoom(below limit: Int) throws(StoreError) {
    var bytes: Int64 = 0
    try bytesInUse.run { bytes = $0.number(0) }
    if bytes > limit { try deleteOldest.run(.number(2 * Self.portion)) }
  }
}

/// FNV-1a: the same in every process, as Swift's own hashes are not.
private func hash(_ text: String) -> Int64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return Int64(bitPattern: hash)
}

extension [Double] {
  /// Eight bytes a number, its bits: nan, −0 and the infinities come back as they were.
  fileprivate var littleEndianBytes: [UInt8] {
    flatMap { Swift.withUnsafeBytes(of: $0.bitPattern.littleEndian, Array<UInt8>.init) }
  }

  /// - Returns: `nil` when the bytes are no whole number of doubles.
  fileprivate init?(littleEndianBytes bytes: [UInt8]) {
    guard bytes.count.isMultiple(of: 8) else { return nil }
    self = bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: 8).map { offset in
        let bits = buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
  }
}
