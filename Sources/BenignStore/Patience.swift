// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How long a database is waited for that another program has locked.
///
/// Who has waited in vain once waits hardly at all until it could write again: else each cell would wait.
final class Patience: Sendable {
  private let first: Int32
  private let isLost = Atomic(false)

  /// - Parameter first: milliseconds.
  init(_ first: Int32 = 5000) { self.first = first }

  var milliseconds: Int32 { isLost.load(ordering: .relaxed) ? min(first, 20) : first }

  func loseIt() { isLost.store(true, ordering: .relaxed) }

  func regainIt() { isLost.store(false, ordering: .relaxed) }
}
