// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Glibc

/// A file that is written beside the one that it replaces, in one moment and at the end.
///
/// A class because it owns a descriptor: what is not finished is gone with it, and the old file is as it was.
final class ReplacedFile {
  private let path: String
  private let target: String
  private let beside: String
  private let descriptor: Int32
  private var isFinished = false

  /// - Throws: FileError.
  init(_ path: String) throws(Diagnostic) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw TextFile.failure(path, "this is no path")
    }
    self.path = path
    target = try Self.finalPath(path)
    beside = "\(target).\(getpid()).part"
    Self.removeLeftovers(of: target)
    // Who may not read the old file reads no part of the new one.
    let mode = Self.mode(of: target)
    descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode == nil ? 0o666 : 0o600)
    guard descriptor >= 0 else { throw TextFile.failure(path, RegularFile.reason(errno)) }
    flock(descriptor, LOCK_EX | LOCK_NB)
    if let mode { fchmod(descriptor, mode) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if !isFinished { unlink(beside) }
  }

  /// - Throws: FileError.
  func append(_ bytes: some Collection<UInt8>) throws(Diagnostic) {
    let problem = bytes.withContiguousStorageIfAvailable(write) ?? write(Array(bytes))
    if let problem { throw TextFile.failure(path, RegularFile.reason(problem)) }
  }

  /// Puts the file in its place, once it is on the disk.
  /// - Throws: FileError, Interrupted.
  func replace(stop: StopSignal) throws(Diagnostic) {
    if let problem = try synchronize(stop: stop) {
      throw TextFile.failure(path, RegularFile.reason(problem))
    }
    guard rename(beside, target) == 0 else {
      throw TextFile.failure(path, RegularFile.reason(errno))
    }
    isFinished = true
  }

  /// A slow disk is not waited for in vain.
  private func synchronize(stop: StopSignal) throws(Diagnostic) -> Int32? {
    let copy = dup(descriptor)
    guard copy >= 0 else { return errno }
    return try Abandonable.run(stop: stop) { _ throws(Diagnostic) in
      defer { close(copy) }
      return fsync(copy) == 0 ? nil : errno
    }
  }

  /// - Returns: the error's number, or `nil`.
  private func write(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    var rest = UnsafeRawBufferPointer(bytes)[...]
    while !rest.isEmpty {
      let count = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  private func write(_ bytes: [UInt8]) -> Int32? { bytes.withUnsafeBufferPointer(write) }
}
