// SPDX-License-Identifier: Apache-2.0

/// A table that has a database of its own in a folder.
protocol FolderTable: ~Copyable {
  static var layout: DatabaseLayout { get }

  init(_ connection: consuming Database) throws(StoreError)

  /// Forgets the pages that it has read, so that the file is read again.
  func forgetPages()
  /// Whether SQLite finds the whole database sound.
  func isSound() throws(StoreError) -> Bool
  /// Whether its tables are still said to be those that this Benign makes.
  func isLaidOut() throws(StoreError) -> Bool
  /// Leaves the journal as it is when this closes.
  func leaveJournal()
}

extension FolderTable where Self: ~Copyable {
  /// Opens the database of a folder.
  ///
  /// - Parameters:
  ///   - file: the database's name in the folder.
  ///   - creating: Whether folder and database are made where they are missing.
  /// - Returns: `nil` when there is no database and none shall be made.
  static func open(
    in folder: String, file: String = layout.file, creating: Bool, _ patience: Patience
  ) throws(StoreError) -> Self? {
    // An optional of what cannot be copied has no map.
    switch try Database.open(layout, in: folder, file: file, creating: creating, patience) {
    case .some(let connection): return try Self(connection)
    case .none: return nil
    }
  }
}
