// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignLanguage
import Synchronization

/// What a session was before a cell, let go of when nobody waits for it: the memory of large experiments takes longer to be given
/// back than an interrupt may wait.
final class Remains: Sendable {
  private let session: Mutex<Session?>

  init(of session: Session) { self.session = Mutex(session) }

  /// To be called once nothing else holds what the cell has given up.
  func letGo() {
    guard session.withLock({ $0?.isLarge ?? false }) else { return }
    Abandonable.leave { [self] in session.withLock { $0 = nil } }
  }
}
