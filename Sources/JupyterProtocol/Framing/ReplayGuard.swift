// SPDX-License-Identifier: Apache-2.0

/// Remembers the last 2¹⁶ valid signatures, so that a recorded message cannot be sent again.
public struct ReplayGuard: Sendable {
  private let capacity: Int
  private var seen: Set<Fingerprint> = []
  // A ring: once it is full, `oldest` is the next to be forgotten.
  private var order: [Fingerprint] = []
  private var oldest = 0

  public init(capacity: Int = 1 << 16) {
    precondition(capacity > 0, "capacity \(capacity)")
    self.capacity = capacity
  }

  /// Notes a signature that was verified.
  /// - Returns: `false` if it is among the last `capacity` ones.
  public mutating func admits(_ signature: [UInt8]) -> Bool {
    let fingerprint = Fingerprint(signature)
    guard seen.insert(fingerprint).inserted else { return false }
    if order.count < capacity {
      order.append(fingerprint)
      return true
    }
    seen.remove(order[oldest])
    order[oldest] = fingerprint
    oldest = (oldest + 1) % capacity
    return true
  }

  /// The first 128 of a signature's 256 bits: only who has the key could make two of them meet.
  private struct Fingerprint: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ signature: [UInt8]) {
      high = Fingerprint.number(signature.prefix(16))
      low = Fingerprint.number(signature.dropFirst(16).prefix(16))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64 {
      digits.reduce(0) { $0 << 4 | UInt64($1 & 64 == 0 ? $1 & 15 : ($1 & 15) + 9) }
    }
  }
}
