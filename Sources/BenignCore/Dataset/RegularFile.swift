// SPDX-License-Identifier: Apache-2.0

public import Concurrency
import Glibc

/// A file's bytes, read whole; nothing but regular files is read.
public enum RegularFile {
  /// Larger ones are refused before memory is taken.
  public static let largest = 1 << 30

  /// - Throws: `.file`, `.resourceLimit`, `.interrupted`.
  public static func bytes(
    _ path: String, largest: Int = RegularFile.largest, stop: StopSignal
  ) throws(CoreError) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw failure(path, "a path holds no zero byte") }
    // Not blocking: opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, reason(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure(path, "this is no regular file") }
    guard status.st_size <= largest else {
      throw .resourceLimit("the file \(path) has \(status.st_size) bytes; the limit is \(largest)")
    }
    return try bytes(
      from: descriptor, named: path, expected: Int(status.st_size), largest: largest, stop: stop)
  }

  /// A script's bytes, read to the end: a regular file, a pipe such as a shell's process substitution, or `-`, standard input.
  ///
  /// - Throws: `.file`.
  public static func script(_ path: String) throws(CoreError) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw failure(path, "a path holds no zero byte") }
    if path == "-" { return try bytes(from: STDIN_FILENO, named: path, stop: .never) }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
      return try bytes(path, stop: .never)
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, reason(errno)) }
    defer { close(descriptor) }
    return try bytes(from: descriptor, named: path, stop: .never)
  }

  private static func bytes(
    from descriptor: Int32, named path: String, expected: Int = 0,
    largest: Int = RegularFile.largest,
    stop: StopSignal
  ) throws(CoreError) -> [UInt8] {
    var bytes = [UInt8]()
    bytes.reserveCapacity(expected)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      try stop.check()
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, reason(errno)) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= largest else { throw failure(path, "it has more than \(largest) bytes") }
    }
  }

  private static func failure(_ path: String, _ reason: String) -> CoreError {
    .file(path: path, reason: reason, row: nil, column: nil)
  }

  /// The system's word for an error number.
  public static func reason(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
