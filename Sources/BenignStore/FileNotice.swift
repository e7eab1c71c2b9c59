// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What was done because of a database's files, until somebody asks. It can be asked while the database is in use, and does not wait for it.
final class FileNotice: Sendable {
  enum Event: Sendable {
    /// Another database, or none, lies where this one was.
    case replaced
    /// The database is sound, and has not what this process has written.
    case changed
    /// The database was damaged, and has this name now.
    case setAside(String)
  }

  private let event = Mutex<Event?>(nil)

  func post(_ event: Event) { self.event.withLock { $0 = event } }

  /// What was posted last, once.
  func take() -> Event? {
    event.withLock { event in
      defer { event = nil }
      return event
    }
  }
}
