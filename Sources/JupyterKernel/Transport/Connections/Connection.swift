// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One tcp connection: what went through libzmq, beside what the system has counted.
///
/// The difference is what libzmq holds, which tells nobody of it: parts of a message that is not whole yet, and
/// messages that a client does not read.
struct Connection {
  /// What a connection may receive every second beside messages, in bytes: signs of life.
  static let signsOfLife = 64.0

  let cookie: UInt64
  /// `nil` is the heartbeat's.
  let channel: Channel?
  /// The router's name for the peer, once it is known.
  var identity: [UInt8]?
  /// Bytes of whole messages that were taken from libzmq, and of those that were given to it.
  var taken = 0
  var given = 0
  /// Topics that a subscriber is sent, and those that it asked for.
  var topics: Set<[UInt8]> = []
  var wishes = Wishes()

  private var looked = ContinuousClock.now
  private var seen: ConnectionCounts
  private var givenThen = 0

  init?(_ descriptor: Int32, on channel: Channel?) {
    guard let counts = ConnectionCounts(descriptor) else { return nil }
    cookie = counts.cookie
    self.channel = channel
    seen = counts
  }

  /// Bytes that have come and were in no message yet, and those that have not reached the client.
  var arriving: Int { seen.received - taken }
  var leaving: Int { given - seen.delivered }

  /// Counts anew. What is no message (the greeting, signs of life and their answers) makes no difference.
  /// - Returns: `false` if the descriptor stands for another connection now.
  mutating func look(at descriptor: Int32, _ now: ContinuousClock.Instant) -> Bool {
    guard let counts = ConnectionCounts(descriptor), counts.cookie == cookie else { return false }
    let seconds = (now - looked) / .seconds(1)
    taken = min(taken + Int(saturating: seconds * Connection.signsOfLife), counts.received)
    // Nothing waits in the system, nor has it meanwhile: libzmq holds nothing. What it was given and has not sent, it has dropped.
    let rests = counts.queued == 0 && counts.delivered == seen.delivered && given == givenThen
    given = rests ? counts.delivered : max(given, counts.delivered)
    (looked, seen, givenThen) = (now, counts, given)
    return true
  }

  /// Whether it subscribes to the topic.
  func hears(_ topic: [UInt8]) -> Bool {
    topics.contains { $0.count <= topic.count && memcmp($0, topic, $0.count) == 0 }
  }
}
