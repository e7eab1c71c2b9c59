// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What outlasts a process: the outcomes of sweeps, in one SQLite database.
///
/// Any number of threads and of processes on one machine may share a database. It is opened when it is first asked for
/// something and made when something is first written, so that making a `Store` costs nothing. An outcome that was
/// recorded survives a killed process. The oldest ones go when the database outgrows its quota.
public final class Store: Sendable {
  /// What became of one repeat of a cell.
  public enum Outcome: Sendable, Equatable {
    /// A number for each measure, kept bit by bit.
    case measured([Double])
    /// Why it could not be computed.
    case failed(String)
  }

  /// 256 MiB: about 600,000 outcomes.
  public static let standardQuota = 256 << 20

  let quota: Int
  private let table: Mutex<OpenTable<OutcomeTable>>
  private let notice = FileNotice()

  /// - Parameters:
  ///   - folder: Where the database lies; made with the first outcome, for its owner only, if it is missing.
  ///   - quota: How many bytes outcomes may take before the oldest go.
  ///   - patience: For how many milliseconds it waits for another process's write.
  public init(folder: String, quota: Int = Store.standardQuota, patience: Int32 = 5000) {
    self.quota = quota
    table = Mutex(OpenTable(in: folder, Patience(patience), notice))
  }

  /// - Parameter file: the database of one process, which nothing is taken from to make room.
  public init(part file: String) {
    quota = .max
    let slash = file.lastIndex(of: "/")
    let folder = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
    let name = slash.map { String(file[file.index(after: $0)...]) } ?? file
    table = Mutex(OpenTable(in: folder, file: name, Patience(), notice))
  }

  /// What is known of these identities; the others are missing from the answer.
  ///
  /// - Parameters:
  ///   - damaged: called for each outcome that is not as it was recorded, and is therefore missing.
  ///   - foreign: called for each outcome that another Benign has computed, with that one's name.
  /// - Complexity: About 3 µs an identity. Who must heed an interruption asks in portions of some hundreds.
  public func outcomes(
    of identities: [String], damaged: () -> Void = {}, foreign: (String) -> Void = { _ in }
  ) throws(StoreError) -> [String: Outcome] {
    let answer = try withTable(creating: false) { table throws(StoreError) in
      var (count, origins): (Int, [String]) = (0, [])
      let found = try table.outcomes(of: identities) {
        count += 1
      } foreign: {
        origins.append($0)
      }
      return (found: found, damaged: count, origins: origins)
    }
    guard let answer else { return [:] }
    for _ in 0..<answer.damaged { damaged() }
    for origin in answer.origins { foreign(origin) }
    return answer.found
  }

  /// Keeps an outcome; when this returns, it survives the process. What was recorded of the identity before is replaced.
  ///
  /// - Complexity: About 30 µs.
  public func record(_ outcome: Outcome, of identity: String) throws(StoreError) {
    try record([(identity, outcome)])
  }

  /// Keeps all of these outcomes, or none where it fails.
  ///
  /// - Complexity: About 25 µs and 5 µs an outcome. Who must heed an interruption hands them over in portions of some hundreds.
  public func record(_ outcomes: [(identity: String, outcome: Outcome)]) throws(StoreError) {
    try withTable(creating: true) { table throws(StoreError) in
      try table.record(outcomes, quota: quota)
    }
  }

  /// Forgets what is known of these identities: of all of them, or of none when it fails.
  public func remove(_ identities: [String]) throws(StoreError) {
    try withTable(creating: false) { table throws(StoreError) in try table.remove(identities) }
  }

  /// What has happened to the file since this was asked, in a sentence without its full stop; `nil` where nothing has. It
  /// may have been deleted.
  public func takeNotice() -> String? {
    guard case .setAside(let name) = notice.take() else { return nil }
    return "the file of what sweeps found was damaged: it is \(name) now, and a new one is made"
  }

  /// Works with the database that lies in the folder now.
  ///
  /// - Returns: `nil` when there is none and none shall be made.
  func withTable<Result: Sendable>(
    creating: Bool, _ body: @Sendable (borrowing OutcomeTable) throws(StoreError) -> Result
  ) throws(StoreError) -> Result? {
    try table.withLock { table throws(StoreError) in
      try table.use(creating: creating) { (table, _) throws(StoreError) in try body(table) }
    }
  }
}
