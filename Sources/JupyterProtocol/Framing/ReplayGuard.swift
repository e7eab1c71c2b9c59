// SPDX-License-Identifier: Apache-2.0

/// Remembers the signatures of valid messages, so that a recorded message cannot be sent again.
///
/// What is forgotten after a time is refused by its date: of each session the latest one among its forgotten messages is
/// kept, and nothing of that session is taken any more that was not written later. Only dates of one client are compared
/// with each other, so its clock may be wrong. It may be set back, too, by less than `patience`.
public struct ReplayGuard: Sendable {
  /// How long a signature is remembered at least, while there are not too many.
  public static let patience = Duration.seconds(600)
  /// Signatures that are remembered at least.
  public static let usualFewest = 1 << 16
  /// Signatures that are remembered at most, however fast they come.
  public static let usualMost = 1 << 20
  /// Sessions that dates are kept of.
  private static let mostSessions = 4096

  /// Signatures that are forgotten together, and the latest date of each session.
  private struct Generation {
    let began: ContinuousClock.Instant
    var signatures: Set<UInt64> = []
    var latest: [String: Timestamp] = [:]

    mutating func note(_ date: Timestamp, of session: String) {
      latest[session] = latest[session].map { max($0, date) } ?? date
    }

    func isFull(fewest: Int, most: Int, at now: ContinuousClock.Instant) -> Bool {
      signatures.count >= most
        || signatures.count >= fewest && now - began >= ReplayGuard.patience
    }
  }

  private let fewest: Int
  private let most: Int
  private var older: Generation?
  private var younger: Generation?
  private var forgotten: [String: Timestamp] = [:]

  /// - Parameters:
  ///   - fewest: Signatures that are remembered at least.
  ///   - most: Signatures that are remembered at most, however fast they come.
  public init(fewest: Int = usualFewest, most: Int = usualMost) {
    precondition(0 < fewest && 2 * fewest <= most, "\(fewest) … \(most)")
    self.fewest = fewest
    self.most = most
  }

  /// Notes a message whose signature was verified.
  /// - Returns: `false` if it is remembered, or is no later than what is forgotten of its session.
  public mutating func admits(
    _ signature: [UInt8], _ header: MessageHeader, at now: ContinuousClock.Instant
  ) -> Bool {
    let mark = ReplayGuard.mark(signature)
    if let older, older.signatures.contains(mark) { return false }
    let date = Timestamp(latestOf: header.date)
    if let date, let last = forgotten[header.session], date <= last { return false }
    var generation = younger ?? Generation(began: now)
    younger = nil
    let isNew = generation.signatures.insert(mark).inserted
    if isNew, let date { generation.note(date, of: header.session) }
    younger = generation
    if generation.isFull(fewest: fewest, most: most / 2, at: now) { forgetOlder() }
    return isNew
  }

  private mutating func forgetOlder() {
    if let older { forgotten.merge(older.latest, uniquingKeysWith: max) }
    while forgotten.count > ReplayGuard.mostSessions,
      let first = forgotten.min(by: { $0.value < $1.value })
    {
      forgotten[first.key] = nil
    }
    (older, younger) = (younger, nil)
  }

  /// The first 64 of a signature's 256 bits: who has no key can make no two of them meet.
  private static func mark(_ signature: [UInt8]) -> UInt64 {
    signature.prefix(16).reduce(0) { $0 << 4 | UInt64($1 & 64 == 0 ? $1 & 15 : ($1 & 15) + 9) }
  }
}
