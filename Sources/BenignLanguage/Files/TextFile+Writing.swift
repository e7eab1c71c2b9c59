// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Glibc

extension TextFile {
  /// Writes a file beside `path` and renames it, so that it is whole or as before.
  /// - Throws: FileError.
  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(Diagnostic) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw failure(path, "this is no path") }
    let target = try finalPath(path)
    let beside = "\(target).\(getpid()).part"
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, RegularFile.reason(errno)) }
    let problem = writeAll(bytes, to: descriptor)
    close(descriptor)
    if let problem {
      unlink(beside)
      throw failure(path, RegularFile.reason(problem))
    }
    guard rename(beside, target) == 0 else {
      let problem = errno
      unlink(beside)
      throw failure(path, RegularFile.reason(problem))
    }
  }

  /// Where a link leads, so that the link stays; what is there must be a regular file.
  private static func finalPath(_ path: String) throws(Diagnostic) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure(path, "this is no regular file") }
    guard let resolved = realpath(path, nil) else { throw failure(path, RegularFile.reason(errno)) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// - Returns: the error's number, or `nil`.
  private static func writeAll(_ bytes: some Sequence<UInt8>, to descriptor: Int32) -> Int32? {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno }
      rest = rest.dropFirst(count)
    }
    return fsync(descriptor) == 0 ? nil : errno
  }
}
