// SPDX-License-Identifier: Apache-2.0

/// Why something could not be kept or read.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    /// The folder cannot be made; why, in the system's words.
    case folder(String)
    /// The file is no database, or its contents contradict each other, and it cannot be moved away.
    case damaged
    /// A later Benign has written it.
    case newer
    case readOnly
    /// A folder, a pipe or a device lies in the place of a file.
    case noFile
    case full
    /// Another process has kept it locked for longer than we wait.
    case locked
    /// In SQLite's words.
    case other(String)
  }

  public let reason: Reason
  /// The folder or the file that it happened to.
  public let path: String

  init(_ reason: Reason, at path: String) {
    self.reason = reason
    self.path = path
  }

  /// One sentence without its full stop.
  public var description: String {
    switch reason {
    case .folder(let words): "the folder \(path) cannot be made: \(words)"
    case .damaged: "\(path) is damaged, and its folder does not let it be set aside"
    case .newer:
      "\(path) says that a newer version of Benign wrote it: use that one, or move the file away"
    case .noFile: "\(path) is no file: move it away"
    case .readOnly: "\(path) or its folder cannot be written by this user"
    case .full: "there is no room left for \(path)"
    case .locked: "\(path) is locked by another program"
    case .other(let words): "\(path) cannot be used: \(words)"
    }
  }
}
