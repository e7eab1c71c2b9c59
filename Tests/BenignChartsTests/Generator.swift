// SPDX-License-Identifier: Apache-2.0

/// SplitMix64: the same numbers for a seed everywhere.
struct Generator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) * 0x1p-53
  }

  /// A value of any magnitude that axes accept, of either sign.
  mutating func anyMagnitude() -> Double {
    let value = Examples.power(uniform(-299...299))
    return next() & 1 == 0 ? value : -value
  }
}
