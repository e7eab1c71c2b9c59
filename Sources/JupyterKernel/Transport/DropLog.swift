// SPDX-License-Identifier: Apache-2.0

import Logging

/// Logs what clients sent in vain: the first ones each, then one line whenever their number has doubled.
///
/// Anybody who reaches a port can send rubbish; that must fill no disk, nor a pipe that nobody reads,
/// where the next line would stop the kernel.
struct DropLog {
  /// How many are logged one by one.
  static let first = 8

  private let log: Logger
  private let verb: String
  private let noun: String
  private var count = 0

  init(_ log: Logger, verb: String = "dropped", noun: String = "message") {
    self.log = log
    self.verb = verb
    self.noun = noun
  }

  mutating func note(_ reason: some CustomStringConvertible, on channel: String) {
    count += 1
    if count <= DropLog.first {
      log.warning("\(verb) a \(noun) on \(channel): \(reason)")
    } else if count.nonzeroBitCount == 1 {
      log.warning("\(verb) \(count) \(noun)s so far, the last one on \(channel): \(reason)")
    }
  }
}
