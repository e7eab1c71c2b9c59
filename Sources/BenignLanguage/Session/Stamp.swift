// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Tells one content from another within this process: what is changed gets a new one, and brings its old one back when it
/// is brought back itself.
enum Stamp {
  private static let last = Atomic(0)

  static func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
