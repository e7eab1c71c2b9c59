// SPDX-License-Identifier: Apache-2.0

/// A table that is opened when it is first used, and anew where its files are not as this process left them.
struct OpenTable<Table: FolderTable & ~Copyable>: ~Copyable {
  /// What there is of what this process has written.
  enum Holding { case all, none, other }

  private let path: String
  private let folder: String
  private let file: String
  private let patience: Patience
  private var table: Table?
  /// As they were left last; `nil` before that.
  private var files: DatabaseFiles?
  private let notice: FileNotice

  /// - Parameters:
  ///   - file: the database's name in the folder.
  ///   - notice: told what is done because of the files.
  init(
    in folder: String, file: String = Table.layout.file, _ patience: Patience, _ notice: FileNotice
  ) {
    table = nil
    (self.folder, self.file, self.patience, self.notice) = (folder, file, patience, notice)
    path = folder + "/" + file
  }

  /// Works with the database that lies in the folder now; one that is damaged is set aside.
  ///
  /// - Parameters:
  ///   - creating: Whether folder and database are made where they are missing.
  ///   - holding: what there is in it; asked where somebody else has written.
  ///   - body: told whether nothing that this process has written may be taken to be there.
  /// - Returns: `nil` when there is no database and none shall be made.
  mutating func use<Result>(
    creating: Bool, holding: (borrowing Table) throws(StoreError) -> Holding = { _ in .all },
    _ body: (borrowing Table, _ isAnew: Bool) throws(StoreError) -> Result
  ) throws(StoreError) -> Result? {
    let found = files ?? DatabaseFiles(path)
    let result: Result?
    do throws(StoreError) {
      let isAnew = try look(creating, holding)
      result = try run { (table) throws(StoreError) in try body(table, isAnew) }
    } catch {
      guard error.reason == .damaged else { throw error }
      try replace(found, creating)
      result = try run { (table) throws(StoreError) in try body(table, true) }
    }
    files = DatabaseFiles(path)
    return result
  }

  /// Whether somebody has taken away files that this process has written to, or content of them.
  var isTaken: Bool { files?.isTaken ?? false }

  private func run<Result>(
    _ body: (borrowing Table) throws(StoreError) -> Result
  ) throws(StoreError) -> Result? {
    switch table {
    case .some(let table): return try body(table)
    case .none: return nil
    }
  }

  /// Opens the table where that is needed.
  /// - Returns: whether nothing that this process has written may be taken to be there.
  private mutating func look(
    _ creating: Bool, _ holding: (borrowing Table) throws(StoreError) -> Holding
  ) throws(StoreError) -> Bool {
    if let files, table != nil {
      files.mendIndex()
      let change = files.change
      if change == .none { return false }
      if change == .written, try isHeld(holding, orNone: true) { return false }
      return try openAgain(creating, change, holding)
    }
    if table == nil { table = try Table.open(in: folder, file: file, creating: creating, patience) }
    return true
  }

  private mutating func openAgain(
    _ creating: Bool, _ change: DatabaseFiles.Change,
    _ holding: (borrowing Table) throws(StoreError) -> Holding
  ) throws(StoreError) -> Bool {
    close()
    let found = DatabaseFiles(path)
    do throws(StoreError) {
      table = try Table.open(in: folder, file: file, creating: creating, patience)
      let isSound = try run { (table) throws(StoreError) in try table.isSound() } ?? true
      guard isSound else { throw StoreError(.damaged, at: path) }
      let isOthers = change == .rewritten
      if change != .replaced, try isHeld(holding, orNone: isOthers) { return false }
      notice.post(change == .replaced ? .replaced : .changed)
    } catch {
      guard error.reason == .damaged else { throw error }
      try replace(found, creating)
    }
    return true
  }

  /// - Parameter orNone: whether it may have gone as a whole: others make room.
  private func isHeld(
    _ holding: (borrowing Table) throws(StoreError) -> Holding, orNone: Bool
  ) throws(StoreError) -> Bool {
    do throws(StoreError) {
      let found = try run { (table) throws(StoreError) in
        table.forgetPages()
        return try table.isLaidOut() ? holding(table) : .other
      }
      return found == .all || orNone && found == Holding.none
    } catch {
      guard error.reason == .damaged else { throw error }
      return false
    }
  }

  /// Sets a damaged database aside, and opens what lies in its place then.
  private mutating func replace(_ damaged: DatabaseFiles, _ creating: Bool) throws(StoreError) {
    close()
    // Where it is another one now, another kernel has done this.
    notice.post(try damaged.setAside(patience).map { .setAside($0) } ?? .replaced)
    table = try Table.open(in: folder, file: file, creating: creating, patience)
  }

  deinit {
    // SQLite deletes the journal by its name, which may be another database's by now.
    if let files, files.change == .replaced { leaveJournal() }
  }

  private func leaveJournal() {
    switch table {
    case .some(let table): table.leaveJournal()
    case .none: break
    }
  }

  private mutating func close() {
    leaveJournal()
    table = nil
    files = nil
  }
}
