// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The file of a part, as its first bytes tell it before SQLite opens it.
enum PartFile {
  /// SQLite's “Database File Format”: the header, with the size of a page, how it is written, and how many pages there are.
  private static let headerSize = 100
  private static let magic = Array("SQLite format 3\0".utf8)

  /// - Returns: the path without links.
  /// - Throws: PartError for what is no whole database that is written nowhere else.
  static func check(_ path: String) throws(PartError) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { throw PartError(.missing, at: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw PartError(.noPart, at: path) }
    let header = try header(of: path)
    guard header.starts(with: magic) else { throw PartError(.noPart, at: path) }
    guard header.count == headerSize else { throw PartError(.damaged, at: path) }
    let real = DatabaseFiles.withoutLinks(path)
    // What is written ahead stands in a file beside it.
    guard header[18] == 1, header[19] == 1, access(real + "-wal", F_OK) != 0 else {
      throw PartError(.unfinished, at: path)
    }
    let size = Int(header[16]) << 8 | Int(header[17])
    let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
    // A page of 65,536 bytes is written as 1.
    guard Int(status.st_size) == pages * (size == 1 ? 65_536 : size) else {
      throw PartError(.damaged, at: path)
    }
    return real
  }

  private static func header(of path: String) throws(PartError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw PartError(
        .store(StoreError(.other(String(cString: strerror(errno))), at: path)), at: path)
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: headerSize)
    let count = read(descriptor, &bytes, headerSize)
    return Array(bytes.prefix(max(0, count)))
  }

  /// Whether a file that is there may be gone on with: it is empty, or a database.
  static func mayBecomePart(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return true }
    guard status.st_mode & S_IFMT == S_IFREG else { return false }
    guard status.st_size > 0, let header = try? header(of: path) else { return true }
    return header.starts(with: magic)
  }
}
