// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The lock of a folder: one process at a time opens a database there, or moves a damaged one away.
///
/// SQLite opens the journal by its name, after the database. Without the lock a process could take the journal of the database that another
/// process has just made in the place of a damaged one.
enum FolderLock {
  /// Calls `body` while this process holds the lock. A folder whose file system has no locks is used without one.
  ///
  /// - Throws: `locked`, where another process keeps it for longer than we wait; what `body` throws.
  static func hold<Result: ~Copyable>(
    _ folder: String, _ patience: Patience, _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    for _ in 0...patience.milliseconds / 10 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { return try body() }
      usleep(10_000)
    }
    patience.loseIt()
    throw StoreError(.locked, at: folder)
  }
}
