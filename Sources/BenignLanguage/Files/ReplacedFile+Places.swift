// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Glibc

extension ReplacedFile {
  /// Where a link leads, so that the link stays; what is there must be a regular file, and not the one that output goes to.
  /// - Throws: FileError.
  static func finalPath(_ path: String) throws(Diagnostic) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else {
      // A link without a file, as /dev/stdout is where there is no output, would itself be replaced.
      guard lstat(path, &status) != 0 else {
        throw TextFile.failure(path, "this is a link that leads to no file")
      }
      return path
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw TextFile.failure(path, "this is no regular file")
    }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      var stream = stat()
      if fstat(descriptor, &stream) == 0, stream.st_dev == status.st_dev,
        stream.st_ino == status.st_ino
      {
        throw TextFile.failure(path, "this is the file that the process's output goes to")
      }
    }
    guard let resolved = realpath(path, nil) else {
      throw TextFile.failure(path, RegularFile.reason(errno))
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Who may read and write the file; `nil` where there is none.
  static func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  /// Removes what processes that were killed have written beside a file.
  static func removeLeftovers(of target: String) {
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { String(target[...$0]) } ?? "./"
    let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
    guard let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let found = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard found.hasPrefix(name + "."), found.hasSuffix(".part"),
        let process = Int32(found.dropFirst(name.utf8.count + 1).dropLast(5)),
        isDead(process)
      else { continue }
      removeUnlessLocked(folder + found)
    }
  }

  /// Whether nobody bears the number; in containers a process often has the number of the one before.
  private static func isDead(_ process: Int32) -> Bool {
    process > 0 && (process == getpid() || (kill(process, 0) != 0 && errno == ESRCH))
  }

  /// Whoever writes a file holds a lock on it, also in another container.
  private static func removeUnlessLocked(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
  }
}
