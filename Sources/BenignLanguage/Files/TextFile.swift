// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// Files as statements read and write them: only regular files are read, and a file is written whole or not at all.
public enum TextFile {
  /// - Throws: FileError, ResourceLimit.
  public static func read(_ path: String) throws(Diagnostic) -> String {
    let bytes = try bytes(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure(path, "this is not UTF-8 text")
    }
    return text
  }

  /// - Throws: FileError, ResourceLimit.
  private static func bytes(_ path: String) throws(Diagnostic) -> [UInt8] {
    do {
      return try RegularFile.bytes(path, stop: .never)
    } catch {
      throw Diagnostic(error)
    }
  }

  static func failure(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(.file, "\(PlainText.quoted(path)): \(reason).")
  }
}
