// SPDX-License-Identifier: Apache-2.0

import BenignStore
import Glibc

/// Records outcomes one after the other, and says each one's identity when it has been recorded: `StoreWriter FOLDER
/// NAME COUNT`.
@main
enum StoreWriter {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let count = Int(arguments[3]) else { exit(2) }
    let store = Store(folder: arguments[1])
    for number in 0..<count {
      let identity = "\(arguments[2]) \(number)"
      try store.record(.measured([Double(number)]), of: identity)
      // Not through a buffer: the line is out before the next outcome is begun.
      let line = Array((identity + "\n").utf8)
      guard write(STDOUT_FILENO, line, line.count) == line.count else { exit(3) }
    }
  }
}
