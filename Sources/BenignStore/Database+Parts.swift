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

  /// Reads all of it: whether it has all rows, and each of them is what was recorded; and the other versions whose numbers it has, an empty name
  /// among them where numbers are understood by other rules.
  func readPart(_ head: IdentityHead) throws(StoreError) -> (isWhole: Bool, others: [String]) {
    var (isWhole, isForeign) = (false, false)
    let all = try prepare(
      """
      SELECT (numbers, seals, numbers) = (found.count, found.sums, found.sound), found.own < found.count
      FROM whole, (
        SELECT count(*) AS count, coalesce(sum(seal & 4294967295), 0) AS sums,
          coalesce(sum(isOutcome(hash, identity, content, seal) AND origin IS NULL), 0) AS sound,
          coalesce(sum(substr(identity, 1, \(head.own.unicodeScalars.count)) = ?1), 0) AS own
        FROM outcome) AS found
      """)
    try all.run(.text(head.own)) { row in
      (isWhole, isForeign) = (row.number(0) == 1, row.number(1) == 1)
    }
    return (isWhole, isWhole && isForeign ? try foreignVersions(head) : [])
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

  /// Says how much it holds, and leaves it.
  func finishPart() throws(StoreError) {
    try transaction(.writing) { () throws(StoreError) in
      try execute("DROP TABLE IF EXISTS whole")
      try execute("CREATE TABLE whole (numbers INTEGER NOT NULL, seals INTEGER NOT NULL)")
      try execute("INSERT INTO whole SELECT \(Self.sums) FROM outcome")
    }
    try leavePart()
  }

  /// Brings all of it into one file, with nothing beside it.
  func leavePart() throws(StoreError) { _ = try text("PRAGMA journal_mode = DELETE") }
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
    let parameters: [PreparedStatement.Parameter] = [
      .number(rows.lowerBound), .number(rows.upperBound), .text(head.closing), .text(head.own),
    ]
    var merged = MergedPart()
    let stays = try clearPlace(for: Self.found(head), parameters, &merged)
    // Where none stays, none is looked for a second time.
    let isNew =
      stays == 0
      ? ""
      : """
      WHERE NOT EXISTS (
        SELECT 1 FROM outcome AS o WHERE o.hash = found.hash AND o.identity = found.identity)
      """
    let insert = try connection.prepare(
      """
      \(Self.found(head))
      INSERT INTO outcome (hash, identity, content, origin, seal)
      SELECT found.hash, found.identity, found.content, found.origin, found.seal FROM found \(isNew)
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

  /// Deletes what the part has better.
  /// - Returns: how many of the part's numbers the store has, and keeps.
  private func clearPlace(
    for found: String, _ parameters: [PreparedStatement.Parameter], _ merged: inout MergedPart
  ) throws(StoreError) -> Int {
    var (outdated, stays, different): ([Int64], Int, Int) = ([], 0, 0)
    let known = try connection.prepare(
      """
      \(found)
      SELECT o.number, o.content IS found.content,
        CASE WHEN o.seal IS found.seal AND o.content IS found.content THEN 1 ELSE \(Self.sealed("o")) END,
        o.origin IS NULL, found.origin IS NULL
      FROM found CROSS JOIN outcome AS o ON o.hash = found.hash AND o.identity = found.identity
      """)
    try known.run(parameters) { row in
      // Of a number of this Benign's own and another one's the own stays.
      if row.number(2) == 0 || row.number(3) == 0 && row.number(4) == 1 {
        outdated.append(row.number(0))
      } else {
        stays += 1
        if row.number(1) == 0 { different += 1 }
      }
    }
    let delete = try connection.prepare("DELETE FROM outcome WHERE number = ?")
    for number in outdated { try delete.run(.number(number)) }
    merged.different = different
    return stays
  }

  /// Rows ?1 to ?2 of the part as the store keeps them: those of another Benign under the name of this one, with their origin.
  private static func found(_ head: IdentityHead) -> String {
    let isOwn = "substr(p.identity, 1, length(?4)) = ?4"
    let translated = "?4 || substr(p.identity, instr(p.identity, ?3) + length(?3))"
    let start = head.opening.utf8.count + 1
    let origin = "substr(p.identity, \(start), instr(p.identity, ?3) - \(start))"
    return """
      WITH p AS (SELECT * FROM part.outcome WHERE number BETWEEN ?1 AND ?2),
      found AS (
        SELECT p.hash, p.identity, p.content, NULL AS origin, p.seal FROM p WHERE \(isOwn)
        UNION ALL
        SELECT hash(\(translated)), \(translated), p.content, \(origin),
          seal(\(translated) || ' from ' || \(origin), p.content)
        FROM p WHERE NOT \(isOwn))
      """
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
