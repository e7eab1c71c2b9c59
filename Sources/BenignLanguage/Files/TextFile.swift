// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// Files as text: regular files and pipes are read, and a file is written whole or not at all.
public enum TextFile {
  /// The text of a file, of a pipe, or of standard input, which is `-`.
  /// - Throws: FileError, ResourceLimit.
  public static func read(_ path: String) throws(Diagnostic) -> String {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile.script(path)
    } catch {
      throw Diagnostic(error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure(path, "this is not UTF-8 text")
    }
    return text
  }

  static func failure(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(.file, "\(PlainText.quoted(path)): \(reason).")
  }
}
