// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Files as statements read and write them: only regular files are read, and a file is written whole or not at all.
public enum TextFile {
  /// Larger files are refused before memory is taken.
  public static let largest = 1 << 30

  /// - Throws: FileError.
  public static func read(_ path: String, largest: Int = TextFile.largest) throws(Diagnostic)
    -> String
  {
    let bytes = try bytes(path, largest: largest)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure(path, "this is not UTF-8 text")
    }
    return text
  }

  /// - Throws: FileError.
  static func bytes(_ path: String, largest: Int) throws(Diagnostic) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw failure(path, "a path holds no zero byte") }
    // Not blocking: opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, reason(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure(path, "this is no regular file") }
    guard status.st_size <= largest else {
      throw failure(path, "it has \(status.st_size) bytes, and \(largest) are allowed")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, reason(errno)) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= largest else { throw failure(path, "it grows while it is read") }
    }
  }

  static func failure(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(.file, "\(PlainText.quoted(path)): \(reason).")
  }

  static func reason(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
