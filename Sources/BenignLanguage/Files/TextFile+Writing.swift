// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

extension TextFile {
  /// Writes a file beside `path` and renames it, so that it is whole or as before.
  /// - Throws: FileError; Interrupted, with the file as before.
  static func write(
    _ bytes: [UInt8], to path: String, stop: StopSignal
  ) throws(Diagnostic) {
    let file = try ReplacedFile(path)
    let piece = 1 << 20
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try stop.check()
      try file.append(bytes[start..<min(start + piece, bytes.count)])
    }
    try file.replace(stop: stop)
  }
}
