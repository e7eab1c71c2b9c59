// SPDX-License-Identifier: Apache-2.0

/// How an identity begins: it names the Benign that computes the number.
public struct IdentityHead: Sendable {
  let opening, version, closing: String

  /// - Parameters:
  ///   - opening: What stands before the name.
  ///   - version: The name of this Benign.
  ///   - closing: What stands behind it, the rules included by which numbers are understood.
  public init(opening: String, version: String, closing: String) {
    (self.opening, self.version, self.closing) = (opening, version, closing)
  }

  var own: String { opening + version + closing }
}

/// What came of a part that was merged.
public struct MergedPart: Sendable, Equatable {
  public internal(set) var numbers = 0
  /// Numbers that the store did not have.
  public internal(set) var new = 0
  /// Numbers that the store has with other digits, which stay.
  public internal(set) var different = 0
  /// The oldest numbers of the store, which went to make room.
  public internal(set) var dropped = 0
}

extension IdentityHead {
  func refusal(of versions: [String], at path: String) -> PartError {
    PartError(
      versions.contains("") ? .otherRules : .foreign(versions, own: version), at: path)
  }
}

extension Store {
  /// So many rows are taken in one go, while others wait.
  private static let portion: Int64 = 40_000

  /// Begins or goes on with a part: from now on it is not finished.
  /// - Throws: PartError where the file is something else, or another Benign has begun it.
  public static func beginPart(_ file: String, _ head: IdentityHead) throws(PartError) -> Store {
    guard PartFile.mayBecomePart(file) else { throw PartError(.noPart, at: file) }
    let store = Store(part: file)
    let others = try located(at: file) { () throws(StoreError) in
      try store.withTable(creating: true) { table throws(StoreError) in
        let others = try table.connection.foreignVersions(head)
        if others.isEmpty {
          try table.connection.unfinishPart()
        } else {
          // What is refused stays the one file that it was.
          try table.connection.leavePart()
        }
        return others
      }
    }
    if let others, !others.isEmpty { throw head.refusal(of: others, at: file) }
    return store
  }

  /// Ends a part: one file holds all of it, and says how much that is.
  public func finishPart(_ file: String) throws(PartError) {
    _ = try Self.located(at: file) { () throws(StoreError) in
      try withTable(creating: true) { table throws(StoreError) in try table.connection.finishPart()
      }
    }
  }

  /// Takes over the numbers of a part that is finished; of the same build and kind of processor, unless `isMixed`: then each number of
  /// another one is kept with its origin.
  ///
  /// The part is read from end to end before anything is taken. What the store has stays. Other processes may use the store meanwhile.
  /// - Parameter isStopped: asked after each portion.
  public func merge(
    _ path: String, _ head: IdentityHead, isMixed: Bool, isStopped: () -> Bool = { false }
  ) throws(PartError) -> MergedPart {
    let file = try PartFile.check(path)
    let rows = try Self.rows(of: file, head, isMixed: isMixed, at: path)
    var merged = MergedPart()
    let quota = quota
    for start in stride(from: rows.first, through: rows.last, by: Int(Self.portion)) {
      if isStopped() { throw PartError(.interrupted, at: path) }
      let end = min(rows.last, start + Self.portion - 1)
      let found = try Self.located(at: path) { () throws(StoreError) in
        try withTable(creating: true) { table throws(StoreError) in
          try table.take(start...end, of: file, head, quota: quota)
        }
      }
      guard let taken = found ?? nil else { throw PartError(.damaged, at: path) }
      merged.add(taken)
    }
    return merged
  }

  /// Reads a part from end to end.
  /// - Returns: the numbers of its first and last row.
  private static func rows(
    of file: String, _ head: IdentityHead, isMixed: Bool, at path: String
  ) throws(PartError) -> (first: Int64, last: Int64) {
    do {
      let connection = try Database(path: file, creating: false)
      guard try connection.isPartLaidOut() else { throw PartError(.otherRules, at: path) }
      guard try connection.isPartFinished() else { throw PartError(.unfinished, at: path) }
      let found = try connection.readPart(head)
      guard found.isWhole else { throw PartError(.damaged, at: path) }
      let versions = found.others
      guard versions.isEmpty || isMixed && !versions.contains("") else {
        throw head.refusal(of: versions, at: path)
      }
      return try connection.partRows()
    } catch let error as PartError {
      throw error
    } catch let error as StoreError {
      throw PartError(error.reason == .damaged ? .damaged : .store(error), at: path)
    } catch {
      throw PartError(.damaged, at: path)
    }
  }

  private static func located<Result>(
    at path: String, _ body: () throws(StoreError) -> Result
  ) throws(PartError) -> Result {
    do throws(StoreError) {
      return try body()
    } catch {
      throw PartError(.store(error), at: path)
    }
  }
}

extension MergedPart {
  fileprivate mutating func add(_ other: MergedPart) {
    numbers += other.numbers
    new += other.new
    different += other.different
    dropped += other.dropped
  }
}
