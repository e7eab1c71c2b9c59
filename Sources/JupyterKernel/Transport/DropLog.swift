// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Logging

/// Tells of messages that were dropped: of the first ones each, then whenever their number has doubled.
///
/// Anybody who reaches a port can send rubbish; that must fill no disk, nor a pipe that nobody reads,
/// where the next line would stop the kernel.
struct DropLog {
  /// How many are told one by one.
  static let first = 8

  private let log: Logger
  private var count = 0

  init(_ log: Logger) { self.log = log }

  mutating func note(_ error: ProtocolError, on channel: Channel) {
    count += 1
    if count <= DropLog.first {
      log.warning("dropped a message on \(channel): \(error)")
    } else if count.nonzeroBitCount == 1 {
      log.warning("dropped \(count) messages so far, the last one on \(channel): \(error)")
    }
  }
}
