// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

/// Writes what is worth logging to stderr, a line each; Jupyter shows it in its terminal.
struct StandardErrorLog: LogHandler {
  var logLevel: Logger.Level
  var metadata = Logger.Metadata()

  /// The level comes from `BENIGN_LOG`; what is no level means `warning`.
  init() {
    let wish = getenv("BENIGN_LOG").map { String(cString: $0) } ?? ""
    logLevel = Logger.Level(rawValue: wish.lowercased()) ?? .warning
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    // One write, so that lines of several threads and processes do not mix.
    let line = Array("[benign] \(event.level): \(event.message)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
