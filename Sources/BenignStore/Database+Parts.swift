// SPDX-License-Identifier: Apache-2.0

// A database of outcomes as a part of a larger work: the table `whole` says how much it holds once it is finished.
extension Database {
  private static let sums = "count(*), coalesce(sum(seal & 4294967295), 0)"

  /// Whether it is laid out as this Benign does it, with tables and not with views.
  func isPartLaidOut() throws(StoreError) -> Bool {
    guard try number("PRAGMA user_version") == OutcomeTable.layout.version else { return false }
    return try number(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'outcome'") == 1
  }

  func isPartFinished() throws(StoreError) -> Bool {
    try number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'whole'") == 1
  }

  /// Whether it has all rows, and each of them is what was recorded.
  func isPartWhole() throws(StoreError) -> Bool {
    try number(
      """
      SELECT count(*) FROM whole
      WHERE (numbers, seals, numbers) = (
        SELECT \(Self.sums),
          coalesce(sum(hash = hash(identity) AND origin IS NULL AND \(OutcomeTable.isSealed)), 0)
        FROM outcome)
      """) == 1
  }

  /// The other versions whose numbers it has; an empty name where numbers are understood by other rules.
  func foreignVersions(_ head: IdentityHead) throws(StoreError) -> [String] {
    var versions: [String] = []
    let sought = try prepare(
      """
      SELECT DISTINCT CASE
        WHEN substr(identity, 1, length(?1)) = ?1 AND instr(identity, ?2) BETWEEN 1 AND 200
        THEN substr(identity, length(?1) + 1, instr(identity, ?2) - length(?1) - 1) ELSE '' END
      FROM outcome WHERE substr(identity, 1, length(?3)) <> ?3 LIMIT 5
      """)
    try sought.run(.text(head.opening), .text(head.closing), .text(head.own)) { row in
      versions.append(String(decoding: row.bytes(0), as: UTF8.self))
    }
    return versions
  }

  /// The numbers of its first and its last row.
  func partRows() throws(StoreError) -> (first: Int64, last: Int64) {
    (
      try number("SELECT coalesce(min(number), 1) FROM outcome"),
      try number("SELECT coalesce(max(number), 0) FROM outcome")
    )
  }

  /// From now on more may come.
  func unfinishPart() throws(StoreError) { try execute("DROP TABLE IF EXISTS whole") }

  /// Says how much it holds, and brings all of it into one file.
  func finishPart() throws(StoreError) {
    try transaction(.writing) { () throws(StoreError) in
      try execute("DROP TABLE IF EXISTS whole")
      try execute("CREATE TABLE whole (numbers INTEGER NOT NULL, seals INTEGER NOT NULL)")
      try execute("INSERT INTO whole SELECT \(Self.sums) FROM outcome")
    }
    _ = try text("PRAGMA journal_mode = DELETE")
  }
}

extension OutcomeTable {
  /// Takes rows of a part that has been read from end to end, all of them or none.
  /// - Returns: `nil` where the part is not any more what was read.
  func take(
    _ rows: ClosedRange<Int64>, of file: String, _ head: IdentityHead, quota: Int
  ) throws(StoreError) -> MergedPart? {
    try connection.prepare("ATTACH ? AS part").run(.text(file))
    defer { try? connection.execute("DETACH part") }
    do throws(StoreError) {
      return try connection.transaction(.writing) { () throws(StoreError) in
        let merged = try taken(rows, head)
        return merged.with(dropped: try makeAllRoom(below: quota))
      }
    } catch {
      // The store itself is set aside only where it is to blame.
      guard error.reason == .damaged, try isSound() else { throw error }
      return nil
    }
  }

  /// Inside a transaction.
  private func taken(
    _ rows: ClosedRange<Int64>, _ head: IdentityHead
  ) throws(StoreError) -> MergedPart {
    let isOwn = "substr(p.identity, 1, length(?4)) = ?4"
    let parameters: [PreparedStatement.Parameter] = [
      .number(rows.lowerBound), .number(rows.upperBound), .text(head.closing), .text(head.own),
    ]
    // The same number as another Benign has it, under the name of this one.
    let translated = "?4 || substr(p.identity, instr(p.identity, ?3) + length(?3))"
    let origin =
      "substr(p.identity, \(head.opening.utf8.count + 1), instr(p.identity, ?3) - \(head.opening.utf8.count + 1))"
    let source = """
      WITH p AS (SELECT * FROM part.outcome WHERE number BETWEEN ?1 AND ?2),
      found AS (
        SELECT p.hash, p.identity, p.content, NULL AS origin, p.seal FROM p WHERE \(isOwn)
        UNION ALL
        SELECT hash(\(translated)), \(translated), p.content, \(origin),
          seal(\(translated) || ' from ' || \(origin), p.content)
        FROM p WHERE NOT \(isOwn))
      """
    var merged = MergedPart()
    var outdated: [Int64] = []
    let known = try connection.prepare(
      """
      \(source)
      SELECT o.number, o.content IS found.content, \(Self.sealed("o")), o.origin IS NULL, found.origin IS NULL
      FROM found CROSS JOIN outcome AS o ON o.hash = found.hash AND o.identity = found.identity
      """)
    try known.run(parameters) { row in
      // Of a number of this Benign's own and another one's the own stays.
      if row.number(2) == 0 || row.number(3) == 0 && row.number(4) == 1 {
        outdated.append(row.number(0))
      } else if row.number(1) == 0 {
        merged.different += 1
      }
    }
    let delete = try connection.prepare("DELETE FROM outcome WHERE number = ?")
    for number in outdated { try delete.run(.number(number)) }
    let insert = try connection.prepare(
      """
      \(source)
      INSERT INTO outcome (hash, identity, content, origin, seal)
      SELECT found.hash, found.identity, found.content, found.origin, found.seal FROM found
      WHERE NOT EXISTS (
        SELECT 1 FROM outcome AS o WHERE o.hash = found.hash AND o.identity = found.identity)
      """)
    try insert.run(parameters)
    merged.new = Int(try connection.number("SELECT changes()"))
    let count = try connection.prepare(
      "SELECT count(*) FROM part.outcome WHERE number BETWEEN ? AND ?")
    try count.run(.number(rows.lowerBound), .number(rows.upperBound)) {
      merged.numbers = Int($0.number(0))
    }
    return merged
  }

  private func makeAllRoom(below quota: Int) throws(StoreError) -> Int {
    var dropped = 0
    while true {
      let count = try makeRoom(below: quota)
      if count == 0 { return dropped }
      dropped += count
    }
  }

  private static func sealed(_ row: String) -> String {
    "\(row).seal = seal(\(row).identity || coalesce(' from ' || \(row).origin, ''), \(row).content)"
  }
}

extension MergedPart {
  fileprivate func with(dropped: Int) -> MergedPart {
    var part = self
    part.dropped = dropped
    return part
  }
}
