// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What all requests take that wait or are being served.
final class Backlog: Sendable {
  /// The place of one request, free again when nobody has it any more.
  final class Place: Sendable {
    private let backlog: Backlog
    private let bytes: Int

    fileprivate init(_ bytes: Int, in backlog: Backlog) {
      self.backlog = backlog
      self.bytes = bytes
    }

    deinit { backlog.bytes.subtract(bytes, ordering: .relaxed) }
  }

  private let bytes = Atomic(0)

  /// - Returns: `nil` if too much waits already.
  func place(for bytes: Int) -> Place? {
    let bytes = bytes + (1 << 10)
    let place = Place(bytes, in: self)
    return self.bytes.add(bytes, ordering: .relaxed).newValue <= Quotas.requests ? place : nil
  }
}
