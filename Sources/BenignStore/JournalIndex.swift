// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The index of a journal, which SQLite's processes share: it tells how much of the journal has been written.
///
/// Its form is that of SQLite's “WAL-index file format”: the numbers have the machine's order of bytes, the header stands there twice.
struct JournalIndex {
  /// A fault of the files that other processes which use the journal would meet.
  enum Fault {
    /// The index has been cut off. The journal is whole, so that SQLite can make another index.
    case index
    /// The journal has less than what has been written to it, or has gone.
    case journal
  }

  private static let headerSize = 48
  /// The lock that each process holds which uses the index.
  private static let userLock = (offset: 128, count: 1)
  /// Bytes by which the file grows, and the frames of which the first and each further such region tells.
  private static let region = (size: 32_768, first: 4_062, further: 4_096)
  private static let journalHeaderSize = 32
  private static let frameHeaderSize = 24

  private let frames: Int
  private let pageSize: Int

  /// - Returns: `nil` where it has not been made yet, or is changed just now.
  private init?(_ descriptor: Int32) {
    var bytes = [UInt8](repeating: 0, count: 2 * Self.headerSize)
    guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count,
      bytes.prefix(Self.headerSize) == bytes.suffix(Self.headerSize)
    else { return nil }
    let isMade = bytes[12] != 0
    guard isMade else { return nil }
    let size = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 14, as: UInt16.self) }
    let last = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self) }
    // A page of 65,536 bytes is written as 1.
    pageSize = size == 1 ? 65_536 : Int(size)
    frames = Int(last)
  }

  /// Finds a fault of a database's journal, or of its index, while other processes use them; `nil` where there is none, or nobody uses them.
  ///
  /// SQLite itself makes the index anew where nobody uses it.
  static func fault(beside path: String) -> Fault? {
    let descriptor = open(path + "-shm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard isLocked(descriptor, userLock), let index = JournalIndex(descriptor) else { return nil }
    var (journal, file) = (stat(), stat())
    let isThere = stat(path + "-wal", &journal) == 0
    // Who closes the database last deletes the index before the journal. What has changed meanwhile is not judged.
    guard fstat(descriptor, &file) == 0, file.st_nlink > 0, JournalIndex(descriptor) == index
    else { return nil }
    guard isThere, Int(journal.st_size) >= index.leastJournalSize else { return .journal }
    return Int(file.st_size) < index.leastSize ? .index : nil
  }

  /// Empties an index that was cut off, and gives it at least the size that it has for such a journal: other processes have it in memory,
  /// and what lies beyond the file's end cannot be touched. SQLite finds that it is empty, and makes it anew from the journal.
  static func empty(beside path: String) {
    var journal = stat()
    guard stat(path + "-wal", &journal) == 0 else { return }
    let leastPageSize = 512
    let regions = Int(journal.st_size) / (leastPageSize * region.further) + 1
    for size in [0, regions * region.size] { truncate(path + "-shm", off_t(size)) }
  }

  /// Whether another process has a lock on some of these bytes.
  static func isLocked(_ descriptor: Int32, _ bytes: (offset: Int, count: Int)) -> Bool {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    (lock.l_start, lock.l_len) = (off_t(bytes.offset), off_t(bytes.count))
    return fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }

  private var leastJournalSize: Int {
    frames == 0 ? 0 : Self.journalHeaderSize + frames * (Self.frameHeaderSize + pageSize)
  }

  private var leastSize: Int {
    let further = max(0, frames - Self.region.first)
    return (1 + (further + Self.region.further - 1) / Self.region.further) * Self.region.size
  }
}

extension JournalIndex: Equatable {}
