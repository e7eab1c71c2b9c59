// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The files of a database as this process left them: it tells what another program has done to them since.
struct DatabaseFiles {
  /// What has become of the files.
  enum Change {
    case none
    /// Another kernel has written to the journal, or somebody else.
    case written
    /// Another kernel has brought the journal into the database, or somebody else has written there. What the journal or this process's
    /// memory still has says nothing of the rest.
    case rewritten
    /// Content has been cut off, or a file that belongs to the database has gone.
    case broken
    /// Another database, or none, lies where this one was.
    case replaced
  }

  private struct File {
    let identity: [UInt64]
    let size: Int
    let written: [Int]

    /// - Returns: `nil` where there is none.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
      size = Int(status.st_size)
      written = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }
  }

  /// What the journal has beyond this, SQLite cuts off once it is in the database.
  static let journalLimit = 16 << 20

  private let path: String
  /// The path without links, as SQLite uses it to name the files beside.
  private let realPath: String
  private let database: File?
  private let journal: File?
  private let index: File?

  init(_ path: String) {
    self.path = path
    realPath = Self.withoutLinks(path)
    (database, journal, index) = (
      File(realPath), File(realPath + "-wal"), File(realPath + "-shm")
    )
  }

  /// What has changed since this was made.
  var change: Change {
    let now = DatabaseFiles(path)
    guard let database, let present = now.database, database.identity == present.identity,
      realPath == now.realPath
    else { return .replaced }
    if present.size < database.size { return .broken }
    if let index, now.index?.identity != index.identity { return .broken }
    guard let journal else { return present.written == database.written ? .none : .rewritten }
    guard let written = now.journal, written.identity == journal.identity else { return .broken }
    if written.size < min(journal.size, Self.journalLimit) { return .broken }
    if present.written != database.written { return .rewritten }
    return written.written == journal.written ? .none : .written
  }

  /// Whether what this process has written may not be there any more: a file has gone, or content of one.
  var isTaken: Bool { [.broken, .replaced].contains(change) }

  /// The path that a file has where no part of it is a link; the path itself where there is no file.
  static func withoutLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Gives the file of the journal's index the size that it had.
  ///
  /// SQLite has it in memory: what lies beyond the file's end cannot be touched, and whoever does is killed. It finds
  /// that the index is empty, and makes it anew from the journal.
  func mendIndex() {
    guard let index, let present = File(realPath + "-shm"), present.identity == index.identity,
      present.size < index.size
    else { return }
    // By name: whoever opens and closes such a file lets go of the locks that this process holds on it.
    // What is left of it goes, too: SQLite would believe it.
    for size in [0, index.size] { truncate(realPath + "-shm", off_t(size)) }
  }

  /// Moves these files out of the way, unless another process has done so.
  ///
  /// - Returns: the name that the database has now; `nil` where another file, or none, lies there now.
  /// - Throws: `damaged`, where the system does not let it be moved.
  func setAside(_ patience: Patience) throws(StoreError) -> String? {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return try FolderLock.hold(folder, patience) { () throws(StoreError) in
      guard let database, File(realPath)?.identity == database.identity else { return nil }
      let aside = freeName
      guard rename(path, aside) == 0 else { throw StoreError(.damaged, at: path) }
      if rename(path + "-wal", aside + "-wal") != 0 { unlink(aside + "-wal") }
      unlink(path + "-shm")
      return aside
    }
  }

  /// A name that nothing has, so that what was set aside before stays; after nine of them the last one makes room.
  private var freeName: String {
    let names = (1...9).map { path + ".damaged" + ($0 == 1 ? "" : "-\($0)") }
    return names.first { access($0, F_OK) != 0 } ?? names[8]
  }
}
